import { randomUUID } from "node:crypto";
import { idmApi } from "#shared/idm/api.ts";
import type { BulkStart } from "#shared/ipc/bulk.ts";
import { candidates, deactivate, kindsOf, valueOf } from "../fixtures/bulk.ts";
import { startCore, type CoreUnderTest } from "../fixtures/core.ts";
import { enable } from "../fixtures/enable.ts";
import { logIn, startSandbox, type ApiClient } from "../fixtures/sandbox.ts";
import { timed, type Row } from "./row.ts";

/** The number of objects that the core processes in parallel. */
const parallel = 4;

/**
 * Measures a bulk against the same calls made directly to the back end: start, Next and the
 * read-back of the card, with the same number in parallel.
 */
export async function measureBulk(cards = 1_000): Promise<Row> {
  await using sandbox = await startSandbox({ flags: ["--people", String(cards * 3)] });
  await enable(sandbox.url, deactivate);
  await setLimit(await logIn(sandbox.url, "admin"));
  const api = await logIn(sandbox.url, "officer");
  await using core = startCore(sandbox.url);
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  const { objects, ...bulk } = await candidates(core, deactivate, { count: 2 * cards });
  // Half of the direct calls run before the bulk and half after, so that other load on the machine
  // affects both.
  const half = Math.floor(cards / 2);
  const before = await timed(() => runDirectly(api, objects.slice(0, half)));
  const run = await timed(() => runBulk(core, { ...bulk, objects: objects.slice(half, half + cards) }));
  const after = await timed(() => runDirectly(api, objects.slice(half + cards)));
  const { done } = await kindsOf(core);
  if (done !== cards) throw new Error(`only ${done} of ${cards} were done`);
  const direct = objects.length - cards;
  return {
    what: `bulk of ${cards} cards`,
    value: (cards * 1000) / run.milliseconds,
    unit: "per second",
    comparedWith: {
      what: `the same calls, ${parallel} at a time, and nothing kept`,
      value: (direct * 1000) / (before.milliseconds + after.milliseconds),
    },
  };
}

async function runBulk({ client }: CoreUnderTest, bulk: BulkStart): Promise<void> {
  const finished = new Promise<void>((resolve) => {
    client.bulk.onChanged(({ kind }) => {
      if (kind === "finished") resolve();
    });
  });
  valueOf(await client.bulk.start(bulk));
  await finished;
}

async function runDirectly(api: ApiClient, objects: BulkStart["objects"]): Promise<void> {
  const due = objects.values();
  const work = async (): Promise<void> => {
    for (const { ref, version } of due) {
      const headers = () => ({ "Idempotency-Key": randomUUID() });
      const body = { process: deactivate, object: ref, expectedVersion: version };
      const { id } = await api.ask(idmApi.startProcess, { body, headers: headers() });
      await api.ask(idmApi.nextStep, { params: { id }, body: { values: {} }, headers: headers() });
      await api.ask(idmApi.object, { params: { ...ref } });
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
}

async function setLimit(admin: ApiClient): Promise<void> {
  const params = { id: "virtualSmartCard" };
  const { states, settings, version } = await admin.ask(idmApi.coreTemplate, { params });
  const body = { states, settings: { ...settings, bulkLimit: "5000" } };
  await admin.ask(idmApi.saveCoreTemplate, { params, body, headers: { "If-Match": `"${version}"` } });
}
