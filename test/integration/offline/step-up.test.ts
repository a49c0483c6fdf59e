import { request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";
import { expect, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { JournalAnswer } from "#shared/idm/offline.ts";
import type { Problem } from "#shared/idm/problem.ts";
import { answering } from "../../fixtures/answering.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { logIn, startSandbox } from "../../fixtures/sandbox.ts";

// Deriving keys from passwords takes time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const cardOf = (id: string) => ({ type: "virtualSmartCard", id });

const stepUp: Problem = { type: "about:blank", title: "Step up", status: 403, code: "step-up-required", maxAge: 600 };

/**
 * Starts a proxy to a back end that accepts no entry, or only one, before a fresh log-in. The
 * sandbox itself never grants irreversible processes offline.
 */
async function strictWay(target: string, taken: number) {
  let isAway = false;
  let isProved = false;
  let left = taken;
  /** The answer to the accepted part; every further request stops at the same entry. */
  let stopped: JournalAnswer | null = null;
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(request);
    const isJournal = !isProved && request.url === idmApi.postJournal.path;
    if (isJournal && stopped !== null) {
      response.writeHead(200, { "Content-Type": "application/json" });
      response.end(JSON.stringify({ ...stopped, results: [] }));
      return;
    }
    if (isJournal && left === 0) {
      response.writeHead(403, { "Content-Type": "application/problem+json" }).end(JSON.stringify(stepUp));
      return;
    }
    const onward = await passOn(new URL(request.url ?? "/", target), request, isJournal ? firstEntryOf(body) : body);
    if (request.url === idmApi.prove.path && onward.statusCode === 204) isProved = true;
    response.writeHead(onward.statusCode ?? 502, isJournal ? { "Content-Type": "application/json" } : onward.headers);
    if (!isJournal) {
      onward.pipe(response);
      return;
    }
    left = 0;
    const result: JournalAnswer = JSON.parse(await text(onward));
    stopped = { ...result, stopped: stepUp };
    response.end(JSON.stringify(stopped));
  }
  const way = await answering((request, response) => {
    if (isAway) request.destroy();
    else answer(request, response).catch(() => response.destroy());
  });
  return {
    url: way.url,
    away(now: boolean): void {
      isAway = now;
    },
    [Symbol.asyncDispose]: () => way[Symbol.asyncDispose](),
  };
}

function firstEntryOf(body: string): string {
  const { grant, entries } = JSON.parse(body);
  return JSON.stringify({ grant, entries: entries.slice(0, 1) });
}

function passOn(url: URL, { method, headers }: IncomingMessage, body: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const lengthHeader = length === 0 ? {} : { "content-length": length };
    forward(url, { method, headers: { ...headers, ...lengthHeader } }, resolve)
      .on("error", reject)
      .end(body);
  });
}

async function reactivateOffline(core: CoreUnderTest, id: string): Promise<void> {
  const { object, processes } = await value(core.client.objects.open(cardOf(id)));
  const processName = processes.find(({ symbolicName }) => symbolicName === reactivate)?.name ?? "";
  const { version, label } = object;
  await value(
    core.client.wizard.start({ process: reactivate, processName, object: cardOf(id), label, about: null, version }),
  );
  await value(core.next());
  await value(core.client.wizard.close());
}

const queue = async ({ client }: CoreUnderTest) =>
  (await value(client.offline.queue({ before: null }))).entries.toSorted((a, b) => a.seq - b.seq);
const kinds = async (core: CoreUnderTest) => (await queue(core)).map(({ state }) => state.kind);

test.each([0, 1] as const)(
  "if the back end accepts %i of two entries before a fresh log-in, the rest waits and is done once after it",
  async (taken) => {
    await using sandbox = await startSandbox();
    await enable(sandbox.url, reactivate);
    await using way = await strictWay(sandbox.url, taken);
    await using core = startCore(way.url);
    const { client } = core;
    const api = await logIn(sandbox.url, "vscmanager");
    const inactive = { params: { id: "virtualSmartCard" }, query: { q: "", state: "inactive", limit: "2" } };
    const ids = (await api.ask(idmApi.search, inactive)).items.map(({ ref }) => ref.id);
    await value(client.session.logIn({ account: "vscmanager", password: "sandbox" }));
    await value(client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
    way.away(true);
    await eventually("offline", async () => (await value(client.offline.state())).working);
    for (const id of ids) await reactivateOffline(core, id);
    way.away(false);

    await eventually("the sync says why", async () => {
      const { sync } = await value(client.offline.state());
      return sync.kind === "waiting" && sync.error.code === "step-up-required";
    });
    expect((await value(client.offline.state())).counts).toEqual({ waiting: 2 - taken, attention: 0 });
    const before = taken === 0 ? ["queued", "queued"] : ["applied", "queued"];
    await eventually("no entry is under way", async () => (await kinds(core)).join() === before.join());
    const doneTimes = async () =>
      Promise.all(
        ids.map(async (id) => {
          const { items } = await api.ask(idmApi.history, { params: cardOf(id) });
          return items.filter(({ process }) => process === reactivate).length;
        }),
      );
    expect(await doneTimes()).toEqual(taken === 0 ? [0, 0] : [1, 0]);

    // A wrong password is no proof, so nothing continues.
    expect(await client.session.prove({ way: "password", password: "wrong" })).toMatchObject({
      error: { code: "wrong-credentials" },
    });
    expect((await kinds(core)).at(-1)).not.toBe("applied");

    await value(client.session.prove({ way: "password", password: "sandbox" }));
    await value(client.offline.syncNow());
    await eventually("all are applied", async () => (await kinds(core)).join() === "applied,applied");
    await eventually("the sync is idle", async () => (await value(client.offline.state())).sync.kind === "idle");
    expect(await doneTimes()).toEqual([1, 1]);
  },
);
