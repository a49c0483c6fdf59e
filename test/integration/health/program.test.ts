import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { healthIds, type Health } from "#shared/ipc/health.ts";
import { nodeBridge, superviseBridge, type BridgeSpawner } from "../../../electron/core/cards/bridge-process.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { silentLog as log } from "../../fixtures/silent-log.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { deactivate, reactivate } from "../../fixtures/field-device.ts";
import { freePort } from "../../fixtures/free-port.ts";
import { call } from "../../fixtures/sandbox.ts";
import { simulatedBridgeEntry } from "../bridge/harness.ts";

// Slow: the bridge is a separate process, and keys are derived from passwords.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
});
afterEach(() => backEnd.fresh());
afterAll(() => backEnd[Symbol.asyncDispose]());

const manager = { account: "vscmanager", password: "sandbox" };

/**
 * Starts a core with a card bridge whose reader is simulated; `prepare` fills its data directory.
 */
async function core(prepare: (directory: string) => void = () => undefined): Promise<CoreUnderTest> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-health-"));
  prepare(directory);
  const port = await freePort();
  const spawn: BridgeSpawner = (args, environment) =>
    nodeBridge(simulatedBridgeEntry)([...args, "--port", `${port}`], environment);
  const started = startCore(backEnd.url, directory, superviseBridge(spawn, log));
  onTestFinished(async () => {
    await started[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });
  return started;
}

/** Runs every check and returns the code of each. */
async function checked(it: CoreUnderTest): Promise<Record<string, string>> {
  await value(it.client.health.check());
  const { report, asking } = await value(it.client.health.state());
  expect(asking).toEqual([]);
  expect(report?.checks).toHaveLength(healthIds.length);
  return Object.fromEntries(report?.checks.map(({ id, code }) => [id, code]) ?? []);
}

const hidden = { journal: "unknown.log-in", bulk: "unknown.log-in" };

test("everything except the operator's work is checked before the log-in, and that is checked after it", async () => {
  const it = await core();
  expect(await checked(it)).toEqual({
    "back-end": "back-end.answers",
    proxy: "proxy.none",
    tls: "tls.on-this-machine",
    clock: "clock.right",
    api: "api.same",
    crl: "crl.fresh",
    ocsp: "ocsp.fresh",
    "card-service": "card-service.simulated",
    readers: "readers.found",
    card: "card.none",
    "key-vault": "key-vault.usable",
    "data-directory": "data-directory.writable",
    disk: expect.stringMatching(/^disk\./),
    log: "log.writable",
    database: "database.sound",
    grant: "grant.none",
    policy: "policy.none",
    settings: "settings.sound",
    ...hidden,
  });
  await value(it.client.session.logIn(manager));
  expect(await checked(it)).toMatchObject({ journal: "journal.clear", grant: "grant.none", bulk: "bulk.none" });
});

test("the log-out removes the report that was made for its operator", async () => {
  const it = await core();
  await value(it.client.session.logIn(manager));
  expect(await checked(it)).toMatchObject({ journal: "journal.clear" });
  await value(it.client.session.logOut());
  expect(await value(it.client.health.state())).toEqual({ report: null, asking: [] });
});

test("two windows share one run of the checks, and get each result as soon as it is ready", async () => {
  const it = await core();
  const told: Health[] = [];
  it.client.health.onChanged((health) => void told.push(health));
  const slow = { match: { method: "GET", path: "/ca/issuing.crl" }, effect: { delayMs: 1_000 }, times: 5 };
  await call(backEnd.url, "POST", "/sandbox/faults", slow);
  await Promise.all([it.client.health.check(), it.client.health.check()]);
  await expect.poll(() => told.at(-1)?.asking).toEqual([]);
  expect(new Set(told.map(({ report }) => report?.readAt)).size).toBe(1);
  // The slow check did not delay the others.
  expect(told.some(({ asking }) => asking.join() === "crl")).toBe(true);
});

test("without a back end the checks of the back end report that, and the machine is checked as usual", async () => {
  const it = await core();
  await backEnd.stop();
  expect(await checked(it)).toMatchObject({
    "back-end": "back-end.unreachable",
    clock: "unknown.back-end",
    api: "unknown.back-end",
    crl: "unknown.back-end",
    ocsp: "unknown.back-end",
    "card-service": "card-service.simulated",
    database: "database.sound",
  });
});

test("a working set and the waiting entries of its journal are reported to their operator only", async () => {
  await enable(backEnd.url, reactivate, deactivate);
  const it = await core();
  await value(it.client.session.logIn(manager));
  await value(it.client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 2 }));
  expect(await checked(it)).toMatchObject({ grant: "grant.valid", journal: "journal.clear" });

  await backEnd.stop();
  await eventually("offline", async () => (await value(it.client.offline.state())).working);
  const { items } = (await value(
    it.client.search.run({ configuration: "virtualSmartCard", q: "", state: "inactive", cursor: null }),
  )) ?? { items: [] };
  const [item] = items;
  if (item === undefined) throw new Error("The working set is empty.");
  const { version } = (await value(it.client.objects.open(item.ref))).object;
  await value(
    it.client.wizard.start({
      process: reactivate,
      processName: "Reactivate",
      object: item.ref,
      label: item.label,
      about: null,
      version,
    }),
  );
  await it.wizard("form");
  await value(it.next({ reason: "typed by Vera" }));
  await it.wizard("queued");
  expect(await checked(it)).toMatchObject({ grant: "grant.valid", journal: "journal.waiting" });
  await value(it.client.session.logOut());
  expect(await checked(it)).toMatchObject({ grant: "unknown.log-in", ...hidden });
});

test("a damaged database is reported as set aside, and one of a newer version as newer", async () => {
  const damaged = await core((directory) =>
    writeFileSync(join(directory, "offline.db"), "this is no database, but who knows what it was ".repeat(100)),
  );
  expect(await checked(damaged)).toMatchObject({ database: "database.kept-aside" });

  const newer = await core((directory) => {
    copyFileSync("test/fixtures/databases/v3.db", join(directory, "offline.db"));
    const db = new DatabaseSync(join(directory, "offline.db"));
    db.exec("PRAGMA user_version = 99");
    db.close();
  });
  expect(await checked(newer)).toMatchObject({
    database: "database.newer",
    journal: "unknown.store",
    grant: "unknown.store",
  });
});

test("an unreadable key vault is reported as unusable, and the database as unknown", async () => {
  const it = await core((directory) => writeFileSync(join(directory, "keys.json"), "{half"));
  expect(await checked(it)).toMatchObject({ "key-vault": "key-vault.unusable", database: "unknown.store" });
});
