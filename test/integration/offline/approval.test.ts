import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable, setSettings } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { FieldDevice, reactivate } from "../../fixtures/field-device.ts";
import { call, logIn, type ApiClient } from "../../fixtures/sandbox.ts";

// Restarting a back end and deriving keys from passwords takes time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(50);
});
afterEach(() => backEnd.fresh());
afterAll(() => backEnd[Symbol.asyncDispose]());

const id = "VSC-000002";
const card = { type: "virtualSmartCard", id };

/** Makes reactivations require a second person from now on, as an administrator. */
const wantApproval = () => setSettings(backEnd.url, { reactivationApproval: "true" });

async function decide(decision: "approve" | "reject" | "postpone", reason = "", headers = {}): Promise<void> {
  const approver = await logIn(backEnd.url, "approver");
  const [task] = await approver.ask(idmApi.tasks);
  await approver.ask(idmApi.decideTask, { params: { id: task?.id ?? "" }, body: { decision, reason }, headers });
}

const stateOf = async (api: ApiClient) => (await api.ask(idmApi.object, { params: card })).state;
const historyOf = async (api: ApiClient) => (await api.ask(idmApi.history, { params: card })).items;

test("an entry whose process needs approval changes nothing until a second person approves, then is applied once", async () => {
  await enable(backEnd.url, reactivate);
  const manager = await logIn(backEnd.url, "vscmanager");
  const device = new FieldDevice();
  await device.take(manager);
  await wantApproval();
  const entries = [device.entry(id)];
  const { results } = await device.post(manager, entries);
  expect(results).toMatchObject([{ seq: 1, outcome: { kind: "approval", text: "" } }]);
  expect(await stateOf(manager)).toBe("inactive");
  const head = { params: { id: device.device.id }, query: { from: "1" } };
  await decide("postpone");
  expect((await manager.ask(idmApi.deviceHead, head)).results).toEqual(results);

  await decide("approve");
  const applied = [{ seq: 1, outcome: { kind: "applied" } }];
  expect((await manager.ask(idmApi.deviceHead, head)).results).toMatchObject(applied);
  expect((await device.post(manager, entries)).results).toMatchObject(applied);
  expect(await stateOf(manager)).toBe("active");
  expect((await historyOf(manager)).filter(({ process }) => process === reactivate)).toMatchObject([
    { approvedBy: "Aprilia Provera", device: device.device.id, journalSeq: 1 },
  ]);
});

test("a rejected entry is refused with the reason, and the history names its journal sequence number", async () => {
  await enable(backEnd.url, reactivate);
  await wantApproval();
  const manager = await logIn(backEnd.url, "vscmanager");
  const device = new FieldDevice();
  await device.take(manager);
  await device.post(manager, [device.entry(id)]);
  await decide("reject", "The card was found in a bin.");
  const head = { params: { id: device.device.id }, query: { from: "1" } };
  expect((await manager.ask(idmApi.deviceHead, head)).results).toMatchObject([
    {
      outcome: {
        kind: "refused",
        problem: { code: "request-rejected", detail: "The card was found in a bin." },
        now: { state: "inactive" },
      },
    },
  ]);
  expect((await historyOf(manager))[0]).toMatchObject({
    event: expect.stringMatching(/^Request rejected/),
    journalSeq: 1,
  });
});

test("an entry that its operator withdraws is refused as request-withdrawn", async () => {
  await enable(backEnd.url, reactivate);
  await wantApproval();
  const manager = await logIn(backEnd.url, "vscmanager");
  const device = new FieldDevice();
  await device.take(manager);
  const entries = [device.entry(id)];
  await device.post(manager, entries);
  const offers = await manager.ask(idmApi.processes, { params: card });
  const request = offers.find(({ symbolicName }) => symbolicName === reactivate)?.ownRequest ?? "";
  await manager.send(idmApi.cancelProcess, { params: { id: request } });
  expect((await device.post(manager, entries)).results).toMatchObject([
    { outcome: { kind: "refused", problem: { code: "request-withdrawn" }, now: { state: "inactive" } } },
  ]);
});

test.each(["approve", "reject"] as const)(
  "the outcome of %s is in the language of the operator who reads it",
  async (decision) => {
    await enable(backEnd.url, reactivate);
    await wantApproval();
    const manager = await logIn(backEnd.url, "vscmanager");
    const device = new FieldDevice();
    await device.take(manager);
    await device.post(manager, [device.entry(id)]);
    await decide(decision, "No.", { "Accept-Language": "sv" });
    const input = { params: { id: device.device.id }, query: { from: "1" }, headers: { "Accept-Language": "de" } };
    const [result] = (await manager.ask(idmApi.deviceHead, input)).results;
    const told = JSON.stringify(result?.outcome);
    expect(told).toContain(decision === "approve" ? "Authentifizierung" : "Der Antrag wurde abgelehnt");
    expect(told).not.toMatch(/Autentisering|Begäran avslogs/);
  },
);

const credentials = { account: "vscmanager", password: "sandbox" };

const entry = async ({ client }: CoreUnderTest): Promise<QueueEntry["state"] | undefined> =>
  (await value(client.offline.queue({ before: null }))).entries[0]?.state;

const until = (core: CoreUnderTest, kind: QueueEntry["state"]["kind"]) =>
  eventually(`${kind}: ${core.log()}`, async () => (await entry(core))?.kind === kind);

/** Decides on a reactivation offline and syncs it when it has come to require a second person. */
async function askInTheField(core: CoreUnderTest): Promise<void> {
  const { client } = core;
  await enable(backEnd.url, reactivate);
  await value(client.session.logIn(credentials));
  await value(client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
  await wantApproval();
  await backEnd.stop();
  await eventually("offline", async () => (await value(client.offline.state())).working);
  const { object, processes } = await value(client.objects.open(card));
  const processName = processes.find(({ symbolicName }) => symbolicName === reactivate)?.name ?? "";
  const { version, label } = object;
  await value(client.wizard.start({ process: reactivate, processName, object: card, label, version }));
  await value(core.next());
  await value(client.wizard.close());
  await backEnd.start();
  await eventually("log in again", async () => (await value(client.session.state())).kind === "expired");
  await value(client.session.logIn(credentials));
  await until(core, "approval");
}

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-approval-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

test("the queue updates by itself when the second person approves", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await askInTheField(core);
  expect((await value(core.client.offline.state())).counts).toEqual({ waiting: 0, attention: 0 });
  await decide("approve");
  await until(core, "applied");
  expect(await value(core.client.objects.open(card))).toMatchObject({ object: { state: "active" } });
});

test("an entry rejected while the program is closed is refused with its reason at the next log-in and needs a decision", async () => {
  const directory = dataDirectory();
  {
    await using core = startCore(backEnd.url, directory);
    await askInTheField(core);
  }
  await decide("reject", "Ask her manager first.");
  await using core = startCore(backEnd.url, directory);
  await value(core.client.session.logIn(credentials));
  await until(core, "refused");
  expect(await entry(core)).toMatchObject({
    error: { code: "request-rejected", params: { detail: "Ask her manager first." } },
    now: { state: "inactive" },
    settlement: { kind: "open" },
  });
  expect((await value(core.client.offline.state())).counts).toEqual({ waiting: 0, attention: 1 });
});

test("a back end that fails when it is asked for the outcome is asked again until it answers", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await askInTheField(core);
  await call(backEnd.url, "POST", "/sandbox/faults", {
    match: { method: "GET", path: "/v1/offline/devices/*" },
    effect: { status: 500 },
    times: 4,
  });
  const waits = new Set<string>();
  core.client.offline.onChanged(({ sync }) => void (sync.kind === "waiting" && waits.add(sync.until)));
  await decide("approve");
  await until(core, "applied");
  expect(waits.size).toBe(4);
});
