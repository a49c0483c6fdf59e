import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { Operator } from "#shared/idm/session.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { createQueue, type Queue } from "../../../electron/core/journal/queue.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { callStore, type StoreCall, type StoreThread } from "../../../electron/core/store/store-messages.ts";
import { storeProxy } from "../../../electron/core/store/store-proxy.ts";
import { openStore } from "../../../electron/core/store/store.ts";
import { createSync } from "../../../electron/core/sync/sync.ts";
import { openWorkingSet } from "../../../electron/core/working-set/working-set.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { intent } from "../../fixtures/intents.ts";
import { startJournalServer } from "../../fixtures/journal-server.ts";
import { directNetwork } from "../../fixtures/network.ts";
import { logIn } from "../../fixtures/sandbox.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { watchedWay } from "../../fixtures/watched-way.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const manager = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };
const next = { id: "OPR-2", name: "Bo Officer", account: "officer", roles: [] };
const credentials = { account: manager.account, password: "sandbox" };
/** Two pages of a working set. */
const everyInactive = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1, passphrase: null };

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(600);
});
afterAll(() => backEnd[Symbol.asyncDispose]());

let directory = "";
let store: StoreThread;
let queue: Queue;
/** The call whose answers wait for the disk, what to do when one waits, and the end of the wait. */
let slow: { readonly name: StoreCall; readonly reached: () => void; readonly end: Promise<void> } | null = null;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-slow-"));
  const opened = openStore(join(directory, "offline.db"), randomBytes(32), { cost: cheapCost });
  store = storeProxy(async (name, args) => {
    const value = callStore(opened, name, args);
    if (slow?.name === name) {
      slow.reached();
      await slow.end;
    }
    return value;
  });
  queue = createQueue(store, machineClock, () => undefined);
  onTestFinished(() => {
    slow = null;
    opened.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

/** Lets the answers to a call wait until `go`. `reached` resolves when one waits. */
function slowDisk(name: StoreCall): { readonly reached: Promise<void>; readonly go: () => void } {
  const reached = Promise.withResolvers<void>();
  const end = Promise.withResolvers<void>();
  slow = { name, reached: reached.resolve, end: end.promise };
  return { reached: reached.promise, go: end.resolve };
}

/** Opens the working set of a machine on which one operator works after the other. */
async function machine() {
  const way = await watchedWay(backEnd.url);
  let session: { readonly operator: Operator; readonly token: string } | null = null;
  const gateway = httpGateway({
    url: way.url,
    network: directNetwork(),
    language: () => "en",
    token: () => session?.token ?? null,
    timing: testTiming,
    outcome: () => undefined,
  });
  const set = await openWorkingSet({
    store,
    queue,
    gateway,
    vault: keyFile(directory, unprotected),
    timing: testTiming,
    clock: machineClock,
    session: () => (session === null ? null : { operator: session.operator, token: true }),
    changed: () => undefined,
    failed(fault) {
      throw fault;
    },
  });
  return {
    set,
    way,
    async logIn(operator: Operator): Promise<void> {
      session = { operator, token: (await logIn(backEnd.url, operator.account)).token };
    },
    logOut(): Promise<void> {
      session = null;
      return set.lock(true);
    },
    async [Symbol.asyncDispose]() {
      await set.stop();
      await way[Symbol.asyncDispose]();
    },
  };
}

test("a download overtaken by a log-out before its first request sends nothing as the next operator", async () => {
  await using at = await machine();
  await at.logIn(manager);
  const disk = slowDisk("remember");
  const taking = at.set.take({ ...everyInactive, passphrase: "correct horse battery" });
  await disk.reached;
  expect(at.set.state()).toMatchObject({ kind: "taking" });
  const loggedOut = at.logOut();
  expect(at.set.state()).toEqual({ kind: "none" });
  await at.logIn(next);
  expect(at.set.state()).toEqual({ kind: "none" });
  disk.go();
  expect(await taking).toMatchObject({ error: { code: "take-cancelled" } });
  await loggedOut;
  expect(at.way.sent).toEqual([]);
  expect(at.set.state()).toEqual({ kind: "none" });
  // The passphrase of the manager locks nothing of the next operator.
  expect(await at.set.take(everyInactive)).toMatchObject({ error: { code: "bad-call" } });
});

test("a download refused because another is running leaves the passphrase of that one unchanged", async () => {
  await using at = await machine();
  await at.logIn(manager);
  const held = at.way.hold(({ path }) => path === "/v1/offline/keys");
  const first = at.set.take({ ...everyInactive, passphrase: "the first passphrase" });
  await held;
  const second = await at.set.take({ ...everyInactive, passphrase: "the second passphrase" });
  expect(second).toMatchObject({ error: { code: "take-running" } });
  at.way.end("answered");
  expect(await first).toMatchObject({ ok: true });
  await at.set.lock(false);
  expect(await at.set.open("the second passphrase")).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(await at.set.open("the first passphrase")).toMatchObject({ ok: true });
});

test("an interrupted download overtaken by another log-out waits for its operator", async () => {
  await using at = await machine();
  await at.logIn(manager);
  await at.set.loggedIn(credentials);
  const held = at.way.hold(({ path }) => path.includes("cursor="));
  const taking = at.set.take(everyInactive);
  await held;
  await at.logOut();
  expect(await taking).toMatchObject({ error: { code: "take-cancelled" } });
  at.way.end("lost");
  await at.logIn(manager);
  await at.set.loggedIn(credentials);
  const disk = slowDisk("draft");
  const sent = at.way.sent.length;
  const resumed = at.set.resumeTake();
  await disk.reached;
  await at.logOut();
  await at.logIn(next);
  disk.go();
  await resumed;
  expect(at.way.sent.slice(sent)).toEqual([]);
  expect(at.set.state()).toEqual({ kind: "none" });
  await at.logOut();
  await at.logIn(manager);
  await at.set.loggedIn(credentials);
  await at.set.resumeTake();
  expect(at.set.state()).toMatchObject({ kind: "taken", access: "open" });
});

test("entries whose operator logs out while they are marked as being sent stay queued", async () => {
  const pkcs8 = newDeviceKey();
  const { id, publicKey } = deviceOf(pkcs8);
  await using server = await startJournalServer(new Map([[id, publicKey]]));
  const grants = { "GRANT-1": "a grant" };
  const journal = await queue.saveDevice(id, { operator: manager, publicKey, grants, broken: null });
  await store.useDevice(pkcs8);
  await queue.add(id, intent(1));
  let operator = manager.id;
  let ended = Promise.withResolvers<void>();
  const { gateway } = server;
  const sync = createSync({
    gateway,
    queue,
    operator: () => operator,
    changed: ({ kind }) => (kind === "idle" ? ended.resolve() : undefined),
    timing: testTiming,
    clock: machineClock,
    failed: (fault) => ended.reject(fault),
  });
  onTestFinished(() => sync.stop());
  const disk = slowDisk("setStates");
  sync.now();
  await disk.reached;
  operator = next.id;
  disk.go();
  await ended.promise;
  expect(server.sent).toEqual([]);
  expect(journal.entries.map(({ state }) => state.kind)).toEqual(["queued"]);
  operator = manager.id;
  ended = Promise.withResolvers();
  sync.now();
  await ended.promise;
  expect(server.sent.map(({ entry }) => entry.seq)).toEqual([1]);
  expect(journal.entries.map(({ state }) => state.kind)).toEqual(["applied"]);
});
