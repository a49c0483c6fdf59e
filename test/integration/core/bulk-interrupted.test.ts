import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { BulkStart } from "#shared/ipc/bulk.ts";
import { bulkIs, candidates, deactivate, itemsOf, kindsOf, timesDone, valueOf } from "../../fixtures/bulk.ts";
import { startCore } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { run } from "../../fixtures/process.ts";
import { logIn, startSandbox, type ApiClient } from "../../fixtures/sandbox.ts";
import { bulkBench, coreAt, dataDirectory, nextPath, once, start } from "./bulk-bench.ts";

const at = bulkBench();

test("Cancel begins no further object and loses no result; Resume does the rest", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 60 });
  await at.sandbox().fault("POST", nextPath, { delayMs: 20 }, 60);
  await start(core, bulk);
  await eventually("the first are done", async () => ((await kindsOf(core)).done ?? 0) > 4);
  valueOf(await core.client.bulk.cancel());
  const stopped = await bulkIs(core, "stopped");
  expect(stopped.error).toBeNull();
  const { waiting = 0, done = 0 } = await kindsOf(core);
  expect(waiting + done).toBe(60);
  expect(waiting).toBeGreaterThan(0);
  // A log-out waits for the requests of the bulk, so none is in flight afterwards.
  valueOf(await core.client.session.logOut());
  expect((await timesDone(api, bulk)).filter((times) => times > 0)).toHaveLength(done);
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 60 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("the program ends during a bulk: after a restart the bulk is stopped, and Resume completes it", async () => {
  const { core, api, directory } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 60 });
  await at.sandbox().fault("POST", nextPath, { delayMs: 20 }, 60);
  await start(core, bulk);
  await eventually("the first are done", async () => ((await kindsOf(core)).done ?? 0) > 4);
  await core[Symbol.asyncDispose]();
  const again = await at.operatorAt("officer", directory);
  const stopped = await bulkIs(again, "stopped");
  expect(stopped).toMatchObject({ error: null, total: 60, process: deactivate });
  expect(stopped.counts.done).toBeGreaterThan(4);
  valueOf(await again.client.bulk.resume());
  await bulkIs(again, "finished");
  expect(await kindsOf(again)).toEqual({ done: 60 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("a bulk record is damaged on disk: the next bulk is refused as store-damaged, and the one after it begins", async () => {
  const { core, directory } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 3 });
  await start(core, bulk);
  await bulkIs(core, "finished");
  await core[Symbol.asyncDispose]();
  const db = new DatabaseSync(join(directory, "offline.db"));
  db.exec("UPDATE bulk SET sealed = zeroblob(length(sealed))");
  db.close();
  const again = await at.operatorAt("officer", directory);
  expect(valueOf(await again.client.bulk.state())).toEqual({ kind: "none" });
  expect(await again.client.bulk.start(bulk)).toMatchObject({ error: { code: "store-damaged" } });
  await start(again, bulk);
  await bulkIs(again, "finished");
});

/**
 * Checks that everything carried out at the back end is reported as done or unknown, never as still
 * waiting.
 */
async function expectNothingDenied(directory: string, api: ApiClient, bulk: BulkStart): Promise<void> {
  await using core = startCore(at.sandbox().url, directory);
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  const items = await itemsOf(core);
  const times = await timesDone(api, bulk);
  const denied = items.filter(({ n, state }) => times[n] === 1 && !["done", "unknown"].includes(state.kind));
  expect(denied).toEqual([]);
}

// Starts the core about twelve times in sequence.
test(
  "a program killed repeatedly until its bulk is finished processes each card once",
  { timeout: 120_000 },
  async () => {
    const { core, api } = await at.desk();
    const bulk = await candidates(core, deactivate, { count: 100 });
    const directory = dataDirectory();
    const file = join(directory, "bulk.json");
    writeFileSync(file, JSON.stringify(bulk));
    let kills = 0;
    for (let finished = false; !finished;) {
      const child = run("test/fixtures/bulk-child.ts", [at.sandbox().url, directory, file]);
      const ended = new Promise((resolve) => child.process.once("exit", resolve));
      await child.line(/^running$/);
      const said = child.line(/^finished$/).then(
        () => true,
        () => false,
      );
      // After eight kills, the program may finish, so that the test ends.
      const patience = kills < 8 ? Math.random() * 80 : 60_000;
      finished = await Promise.race([said, sleep(patience).then(() => false)]);
      if (!finished) kills += child.process.kill("SIGKILL") ? 1 : 0;
      await ended;
      if (!finished && kills < 4) await expectNothingDenied(directory, api, bulk);
    }
    expect(kills).toBeGreaterThan(2);
    expect(await timesDone(api, bulk)).toEqual(once(bulk));
    const again = await at.operatorAt("officer", directory);
    expect(await kindsOf(again)).toEqual({ done: 100 });
  },
);

test("the session expires during a bulk: it stops with no failed object, and its operator resumes it after the log-in", async () => {
  const { core } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 40 });
  await at.sandbox().fault("POST", nextPath, { delayMs: 10 }, 12);
  await at.sandbox().fault("POST", nextPath, { expireSessions: true });
  await start(core, bulk);
  const stopped = await bulkIs(core, "stopped");
  expect(stopped.error).toMatchObject({ code: "not-authenticated" });
  expect(valueOf(await core.client.session.state()).kind).toBe("expired");
  const { failed = 0, refused = 0, unknown = 0, waiting = 0 } = await kindsOf(core);
  expect({ failed, refused, unknown }).toEqual({ failed: 0, refused: 0, unknown: 0 });
  expect(waiting).toBeGreaterThan(0);
  expect(await core.client.bulk.resume()).toMatchObject({ error: { code: "not-authenticated" } });
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 40 });
  expect(await timesDone(await logIn(at.sandbox().url, "officer"), bulk)).toEqual(once(bulk));
});

test("a log-out stops a bulk and hides it, also from an operator without the role; its own operator resumes it", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 60 });
  await at.sandbox().fault("POST", nextPath, { delayMs: 20 }, 60);
  await start(core, bulk);
  await eventually("the first are done", async () => ((await kindsOf(core)).done ?? 0) > 4);
  valueOf(await core.client.session.logOut());
  expect(valueOf(await core.client.bulk.state())).toEqual({ kind: "none" });
  expect(await itemsOf(core)).toEqual([]);
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  expect(valueOf(await core.client.bulk.state())).toEqual({ kind: "none" });
  expect(await itemsOf(core)).toEqual([]);
  const { resume, retry, close } = core.client.bulk;
  for (const call of [resume, retry, close, () => core.client.bulk.start(bulk)])
    expect(await call()).toMatchObject({ error: { code: "forbidden" } });
  const done = (await timesDone(api, bulk)).filter((times) => times > 0).length;
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  await bulkIs(core, "stopped");
  expect((await timesDone(api, bulk)).filter((times) => times > 0)).toHaveLength(done);
  expect((await kindsOf(core)).done).toBe(done);
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 60 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("the back end is killed: at most four cards are in doubt, the others wait, and Resume completes the bulk", async () => {
  await using own = await startSandbox({ flags: ["--people", "200"] });
  onTestFinished(() => rmSync(own.dataDir, { recursive: true, force: true }));
  await enable(own.url, deactivate);
  const core = coreAt(own.url, dataDirectory());
  const logInAgain = async () => valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  await logInAgain();
  const bulk = await candidates(core, deactivate, { count: 100 });
  await start(core, bulk);
  await eventually("the first are done", async () => ((await kindsOf(core)).done ?? 0) > 4);
  await own.kill();
  const stopped = await bulkIs(core, "stopped");
  expect(stopped.error).toMatchObject({ code: "backend-unreachable" });
  const { waiting, done, unknown, unconfirmed, failed, refused } = stopped.counts;
  expect({ failed, refused }).toEqual({ failed: 0, refused: 0 });
  expect(unknown + unconfirmed).toBeLessThanOrEqual(4);
  expect(waiting + done).toBeGreaterThanOrEqual(96);
  const flags = ["--sandbox-port", new URL(own.url).port];
  await using again = await startSandbox({ dataDir: own.dataDir, flags });
  await logInAgain();
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 100 });
  expect(await timesDone(await logIn(again.url, "officer"), bulk)).toEqual(once(bulk));
});

test("a bulk that cannot be stored on this machine is refused and sends nothing", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 3 });
  const directory = dataDirectory();
  const blocked = join(directory, "not-a-directory");
  writeFileSync(blocked, "");
  const other = coreAt(at.sandbox().url, join(blocked, "data"));
  valueOf(await other.client.session.logIn({ account: "officer", password: "sandbox" }));
  expect(await other.client.bulk.start(bulk)).toMatchObject({ error: { code: "store-unwritable" } });
  expect(await timesDone(api, bulk)).toEqual([0, 0, 0]);
});

test("a bulk under way when another operator logs in does not continue in the name of that operator", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 1 });
  // The delay is longer than a log-out waits. When the connection breaks, the request would
  // normally be retried.
  await at.sandbox().fault("POST", idmApi.startProcess.path, { delayMs: 3_000, dropBeforeCommit: true }, 2);
  await start(core, bulk);
  valueOf(await core.client.session.logOut());
  valueOf(await core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  // A later request with the same fault: when its connection breaks, the one of the bulk has
  // already broken.
  await expect(api.send(idmApi.startProcess, { body: {} })).rejects.toThrow("fetch failed");
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  await bulkIs(core, "stopped");
  expect(await timesDone(api, bulk)).toEqual([0]);
  expect(await kindsOf(core)).toEqual({ waiting: 1 });
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 1 });
});

test("another bulk operator sees who owns an open bulk but not its objects, cannot continue it, and can close it", async () => {
  const { core } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 5 });
  await at.sandbox().fault("POST", nextPath, { caDown: true });
  await start(core, bulk);
  await bulkIs(core, "finished");
  valueOf(await core.client.session.logOut());
  const { token } = await logIn(at.sandbox().url, "vscmanager");
  const operator = { id: "OPR-9", name: "Olga Neuner", account: "olga", roles: ["bulkOperator"] };
  const body = JSON.stringify({ token, expiresAt: "2099-01-01T00:00:00.000Z", operator });
  await at.sandbox().fault("POST", idmApi.logIn.path, { status: 201, body, contentType: "application/json" });
  valueOf(await core.client.session.logIn({ account: "olga", password: "sandbox" }));
  expect(await bulkIs(core, "finished")).toMatchObject({ operator: { name: "Oskar Fichet" }, counts: { failed: 1 } });
  expect(await itemsOf(core)).toEqual([]);
  for (const call of [core.client.bulk.retry, () => core.client.bulk.start(bulk)])
    expect(await call()).toMatchObject({ error: { code: "bulk-open", params: { operator: "Oskar Fichet" } } });
  valueOf(await core.client.bulk.close());
  expect(valueOf(await core.client.bulk.state())).toEqual({ kind: "none" });
});

test("a lock hides and stops a bulk until its operator logs in again and resumes it", async () => {
  const { core } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 40 });
  await at.sandbox().fault("POST", nextPath, { delayMs: 20 }, 40);
  await start(core, bulk);
  await eventually("the first are done", async () => ((await kindsOf(core)).done ?? 0) > 4);
  valueOf(await core.client.session.lock());
  expect(valueOf(await core.client.bulk.state())).toEqual({ kind: "none" });
  expect(await itemsOf(core)).toEqual([]);
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  expect(await bulkIs(core, "stopped")).toMatchObject({ error: { code: "not-authenticated" } });
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 40 });
});

test("bulk calls are refused during work without a connection", async () => {
  await using own = await startSandbox({ flags: ["--people", "20"] });
  await enable(own.url, deactivate);
  const core = coreAt(own.url, dataDirectory());
  valueOf(await core.client.session.logIn({ account: "officer", password: "sandbox" }));
  const bulk = await candidates(core, deactivate, { count: 2 });
  const take = { configuration: "virtualSmartCard", q: "", state: null, hours: 1 };
  valueOf(await core.client.offline.take(take));
  await own.stop();
  await eventually("offline", async () => valueOf(await core.client.offline.state()).working);
  const refused = { error: { code: "not-allowed-offline" } };
  const { options, judge, start: begin } = core.client.bulk;
  expect(await options({ coreTemplate: "virtualSmartCard" })).toMatchObject(refused);
  expect(await judge({ process: deactivate, wanted: [{ number: "VSC-000001" }] })).toMatchObject(refused);
  expect(await begin(bulk)).toMatchObject(refused);
});
