import { expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { lock } from "../../../electron/sandbox/test/sandbox.ts";
import { answering } from "../../fixtures/answering.ts";
import { bulkIs, candidates, itemsOf, kindsOf, timesDone } from "../../fixtures/bulk.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { passOn } from "../../fixtures/pass-on.ts";
import { apiClient, logIn, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

const card = { type: "virtualSmartCard", id: "VSC-000001" };
const manager = { account: "vscmanager", password: "sandbox" };

async function strictSandbox(): Promise<RunningSandbox> {
  const sandbox = await startSandbox({ flags: ["--step-up-seconds", "600"] });
  await enable(sandbox.url, lock);
  return sandbox;
}

/** Starts a proxy to the sandbox that records the idempotency key of every Next. */
async function wireTo({ url }: RunningSandbox) {
  const keys: unknown[] = [];
  const wire = await answering((request, response) => {
    if (request.url?.endsWith("/next") === true) keys.push(request.headers["idempotency-key"]);
    passOn(url, request, response);
  });
  return { url: wire.url, keys, [Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]() };
}

async function openLock(core: CoreUnderTest, { url }: RunningSandbox): Promise<void> {
  const { version } = await (await logIn(url, "vscmanager")).ask(idmApi.object, { params: card });
  await value(core.client.session.logIn(manager));
  const start = { process: lock, processName: "Lock", object: card, label: card.id, about: null, version };
  await value(core.client.wizard.start(start));
  await core.wizard("form");
}

test("the same Next is sent again after a fresh log-in, with the same idempotency key", async () => {
  await using sandbox = await strictSandbox();
  await using wire = await wireTo(sandbox);
  await using core = startCore(wire.url);
  await openLock(core, sandbox);
  await sandbox.fault("POST", "/v1/process-instances/*/next", { ageLogIns: true });
  await core.next();
  const failed = await core.wizard("failed");
  expect(failed).toMatchObject({ retry: true, error: { code: "step-up-required" } });

  const wrong = await core.client.session.prove({ way: "password", password: "wrong" });
  expect(wrong).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(await core.client.session.state()).toMatchObject({ value: { kind: "active" } });
  await core.next();
  expect(core.wizards.at(-1)).toMatchObject({ kind: "failed", error: { code: "step-up-required" } });

  await value(core.client.session.prove({ way: "password", password: "sandbox" }));
  await core.next();
  await core.wizard("done", ({ readBack }) => readBack.kind === "confirmed");
  expect(wire.keys).toHaveLength(3);
  expect(new Set(wire.keys).size).toBe(1);
});

test("a Next that was carried out is answered again without a fresh log-in", async () => {
  await using sandbox = await strictSandbox();
  await using wire = await wireTo(sandbox);
  await using core = startCore(wire.url);
  await openLock(core, sandbox);
  await sandbox.fault("POST", "/v1/process-instances/*/next", { dropAfterCommit: true });
  await sandbox.fault("POST", "/v1/process-instances/*/next", { ageLogIns: true });
  await core.next();
  await core.wizard("done", ({ readBack }) => readBack.kind === "confirmed");
  expect(core.wizards.map(({ kind }) => kind)).not.toContain("failed");
  expect(wire.keys).toHaveLength(2);
  expect(new Set(wire.keys).size).toBe(1);
});

test("the back end refuses a step-up without a session or with an invalid token", async () => {
  await using sandbox = await strictSandbox();
  const prove = { body: { way: "password", password: "sandbox" } };
  const nobody = await apiClient(sandbox.url, "none").refused(idmApi.prove, prove);
  expect(nobody).toMatchObject({ status: 401, code: "not-authenticated" });
  const api = await logIn(sandbox.url, "vscmanager");
  const token = { body: { way: "provider", accessToken: "eyJhbGciOiJub25lIn0.e30." } };
  expect(await api.refused(idmApi.prove, token)).toMatchObject({ status: 401, code: "wrong-credentials" });
  expect((await api.send(idmApi.prove, prove)).status).toBe(204);
});

test.each([
  ["at once", { ageLogIns: true }],
  ["after a lost answer", { ageLogIns: true, dropBeforeCommit: true }],
])("a bulk item that needs a fresh log-in %s stays undone, and is done once after that log-in", async (_, effect) => {
  await using sandbox = await strictSandbox();
  await using core = startCore(sandbox.url);
  await value(core.client.session.logIn({ account: "officer", password: "sandbox" }));
  const start = await candidates(core, lock, { count: 2 });
  await sandbox.fault("POST", "/v1/process-instances/*/next", effect, 2);
  await value(core.client.bulk.start(start));
  await bulkIs(core, "finished");
  for (const { state } of await itemsOf(core))
    expect(state).toMatchObject({ kind: "failed", error: { code: "step-up-required" } });
  const api = await logIn(sandbox.url, "vscmanager");
  expect(await timesDone(api, start)).toEqual([0, 0]);

  await value(core.client.session.prove({ way: "password", password: "sandbox" }));
  await value(core.client.bulk.retry());
  await eventually("all are done", async () => (await kindsOf(core)).done === 2);
  expect(await timesDone(api, start)).toEqual([1, 1]);
});
