import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { logIn, startSandbox, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import { bench, card, enable, lock, reactivate, read, start, states, timesDone } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const keyed = (key: string) => ({ "Idempotency-Key": key });
const startLock = { process: lock, object: card("VSC-000001"), expectedVersion: 1 };

const sendNext = (client: ApiClient, id: string, key: string) =>
  client.send(idmApi.nextStep, { params: { id }, body: { values: {} }, headers: keyed(key) });

test("the same key with the same request gets the first answer, and nothing is done again", async () => {
  const { manager } = at();
  const startKey = randomUUID();
  const first = await manager.ask(idmApi.startProcess, { body: startLock, headers: keyed(startKey) });
  const again = await manager.ask(idmApi.startProcess, { body: startLock, headers: keyed(startKey) });
  expect(again).toEqual(first);

  const key = randomUUID();
  const done = await sendNext(manager, first.id, key);
  expect(done.status).toBe(200);
  expect((await sendNext(manager, first.id, key)).body).toEqual(done.body);
  expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
  expect((await read(manager, "VSC-000001")).version).toBe(2);
});

test("many requests with one key at the same time run once", async () => {
  const { manager } = at();
  const key = randomUUID();
  const starts = await Promise.all(
    Array.from({ length: 20 }, () => manager.ask(idmApi.startProcess, { body: startLock, headers: keyed(key) })),
  );
  expect(new Set(starts.map(({ id }) => id)).size).toBe(1);

  const nextKey = randomUUID();
  const id = starts[0]?.id ?? "";
  const answers = await Promise.all(Array.from({ length: 20 }, () => sendNext(manager, id, nextKey)));
  expect(new Set(answers.map(({ status, body }) => `${status} ${JSON.stringify(body)}`)).size).toBe(1);
  expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
});

test("the same key with another body, another address or another version is refused", async () => {
  const { manager, admin } = at();
  const key = randomUUID();
  const instance = await manager.ask(idmApi.startProcess, { body: startLock, headers: keyed(key) });
  const mismatch = { status: 422, code: "idempotency-mismatch" };
  const other = { ...startLock, object: card("VSC-000005") };
  expect(await manager.refused(idmApi.startProcess, { body: other, headers: keyed(key) })).toMatchObject(mismatch);
  const params = { id: instance.id };
  expect(await manager.refused(idmApi.cancelProcess, { params, headers: keyed(key) })).toMatchObject(mismatch);

  const template = { params: { id: "virtualSmartCard" } };
  const { states: tabs, settings, version } = await admin.ask(idmApi.coreTemplate, template);
  const save = (expected: number) =>
    admin.send(idmApi.saveCoreTemplate, {
      ...template,
      body: { states: tabs, settings },
      headers: { ...keyed("save"), "If-Match": `"${expected}"` },
    });
  const saved = await save(version);
  expect(saved.headers.get("ETag")).toBe(`"${version + 1}"`);
  const replayed = await save(version);
  expect(replayed.body).toEqual(saved.body);
  expect(replayed.headers.get("ETag")).toBe(`"${version + 1}"`);
  expect((await save(version + 1)).body).toMatchObject(mismatch);
});

test("two operators with the same idempotency key get a process instance each", async () => {
  const { manager, officer } = at();
  const mine = await manager.ask(idmApi.startProcess, { body: startLock, headers: keyed("same") });
  const theirs = await officer.ask(idmApi.startProcess, { body: startLock, headers: keyed("same") });
  expect(theirs.id).not.toBe(mine.id);
});

test("a refusal is repeated for the same key, even if the request would succeed by now", async () => {
  const { manager, admin } = at();
  const body = { process: reactivate, object: card("VSC-000002"), expectedVersion: 1 };
  const first = await manager.refused(idmApi.startProcess, { body, headers: keyed("early") });
  expect(first.code).toBe("not-enabled");
  await enable(admin, [reactivate]);
  expect(await manager.refused(idmApi.startProcess, { body, headers: keyed("early") })).toEqual(first);
  await manager.ask(idmApi.startProcess, { body, headers: keyed("later") });
});

test("a start that was refused because the CA was down can be repeated with the same key", async () => {
  const { manager, sandbox } = at();
  await sandbox.fault("POST", "/v1/process-instances", { caDown: true });
  const refused = await manager.refused(idmApi.startProcess, { body: startLock, headers: keyed("again") });
  expect(refused.code).toBe("ca-unavailable");
  await manager.ask(idmApi.startProcess, { body: startLock, headers: keyed("again") });
});

test("cancelling an instance again with the same key gets the first answer", async () => {
  const { manager } = at();
  const { id } = await start(manager, lock, "VSC-000001");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    expect((await manager.send(idmApi.cancelProcess, { params: { id }, headers: keyed("c") })).status).toBe(204);
  }
});

test.each(["", " ", "with blank", "é", "x".repeat(256)])("%j is refused as an idempotency key", async (key) => {
  const refused = await at().manager.refused(idmApi.startProcess, { body: startLock, headers: keyed(key) });
  expect(refused).toMatchObject({ status: 400, code: "invalid-input" });
});

describe("when the connection is cut", () => {
  test("before the commit, nothing is done, and a retry with the same key runs the process", async () => {
    const { sandbox, manager } = at();
    const { id } = await start(manager, lock, "VSC-000001");
    await sandbox.fault("POST", "/v1/process-instances/*/next", { dropBeforeCommit: true });
    await expect(sendNext(manager, id, "k")).rejects.toThrow("fetch failed");
    expect((await read(manager, "VSC-000001")).state).toBe("active");
    expect((await sendNext(manager, id, "k")).body).toMatchObject({ step: { kind: "done" } });
    expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
  });

  test("after the commit, a retry with the same key gets the done step", async () => {
    const { sandbox, manager } = at();
    const { id } = await start(manager, lock, "VSC-000001");
    await sandbox.fault("POST", "/v1/process-instances/*/next", { dropAfterCommit: true });
    await expect(sendNext(manager, id, "k")).rejects.toThrow("fetch failed");
    expect((await read(manager, "VSC-000001")).state).toBe("locked");
    expect((await sendNext(manager, id, "k")).body).toMatchObject({ step: { kind: "done" } });
    expect(await timesDone(manager, lock, "VSC-000001")).toBe(1);
  });
});

test("a sandbox killed at any moment during Next has run it once or not at all, and the same key completes it", async () => {
  let sandbox = await startSandbox({ flags: ["--people", "100"] });
  const { dataDir, [Symbol.asyncDispose]: dispose } = sandbox;
  onTestFinished(async () => {
    await sandbox.stop();
    await dispose();
  });
  const page = await (
    await logIn(sandbox.url, "vscmanager")
  ).ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: "", state: "active" } });
  const outcomes: string[] = [];
  // Milliseconds between sending and the kill: from before it arrives to after it was answered.
  for (const [index, wait] of [0, 1, 2, 3, 4, 6, 8, 12, 20, 100].entries()) {
    const id = page.items[index]?.ref.id ?? "";
    const manager = await logIn(sandbox.url, "vscmanager");
    const form = await start(manager, lock, id);
    const answer = sendNext(manager, form.id, id).then(
      ({ status }) => `answered ${status}`,
      () => "no answer",
    );
    await sleep(wait);
    await sandbox.kill();

    sandbox = await startSandbox({ dataDir });
    const again = await logIn(sandbox.url, "vscmanager");
    const before = await read(again, id);
    const whole = before.state === "locked" ? "revoked, revoked" : "valid, valid";
    outcomes.push(`${await answer}, ${before.state}`);
    expect(states(before).filter((each) => !each.startsWith("encryption"))).toEqual([
      `authentication: ${whole}`,
      expect.stringMatching(before.state === "locked" ? "signature: revoked, revoked" : /signature: (valid|onHold), /),
    ]);
    expect((await sendNext(again, form.id, id)).body).toMatchObject({ step: { kind: "done" } });
    expect((await read(again, id)).state).toBe("locked");
    expect(await timesDone(again, lock, id)).toBe(1);
  }
  expect(outcomes.at(-1)).toBe("answered 200, locked");
  expect(outcomes).not.toContain("answered 200, active");
});
