import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { wantedSchema } from "#shared/idm/bulk.ts";
import { serve } from "#shared/ipc/serve.ts";
import { createBulk } from "../../../electron/core/bulk/bulk.ts";
import { bulkHandlers } from "../../../electron/core/bulk/handlers.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { httpGateway, type Gateway } from "../../../electron/core/idm/gateway.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { passwordKey, shippedCost } from "../../../electron/core/store/password-key.ts";
import { connect } from "../../../electron/core/store/database.ts";
import { openStore } from "../../../electron/core/store/store.ts";
import { startStore } from "../../../electron/core/store/store-thread.ts";
import { startCore } from "../../fixtures/core.ts";
import { intent } from "../../fixtures/intents.ts";
import { loopDelay } from "../../fixtures/loop-delay.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";

/*
 * Each piece of work is done once by the core and once on this thread: the core must delay the
 * event loop much less.
 */

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const key = randomBytes(32);
let directory: string;
let server: Running;
let address: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-load-"));
  server = run("test/fixtures/file-server.ts", [directory]);
  address = await server.line(/^at (\S+)$/);
});
afterAll(async () => {
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
});

test("the key is derived from a password off the core's thread", async () => {
  const store = startStore(join(directory, "password.db"), key);
  await store.found();
  const delay = await loopDelay(() => store.loggedIn("vscmanager", "sandbox"));
  await store.close();
  const onThisThread = await loopDelay(() => passwordKey("sandbox", randomBytes(16), shippedCost));
  expect(delay).toBeLessThan(onThisThread / 5);
});

test("a journal of 800 entries is exported off the core's thread", async () => {
  const file = join(directory, "journal.db");
  const pkcs8 = newDeviceKey();
  const { id, publicKey } = deviceOf(pkcs8);
  const operator = { id: "OPR-1", account: "vscmanager", name: "Vera Cardell", roles: [] };
  const to = (folder: string) => ({ directory: join(directory, folder), pkcs8, now: new Date() });

  const opened: DatabaseSync[] = [];
  const here = openStore(file, key, {
    connectTo(at) {
      const db = connect(at);
      opened.push(db);
      return db;
    },
  });
  // Speeds up the test's own writes: no waiting for the disk.
  opened[0]?.exec("PRAGMA synchronous = OFF");
  here.saveDevice(id, { operator, publicKey, grants: {}, broken: null });
  here.useDevice(pkcs8);
  for (let n = 1; n <= 800; n += 1) here.append(intent(n));
  const onThisThread = await loopDelay(() => here.exportJournal(id, to("here")));
  here.close();

  const thread = startStore(file, key);
  await thread.found();
  let path: string | null = null;
  const delay = await loopDelay(async () => {
    path = await thread.exportJournal(id, to("thread"));
  });
  await thread.close();
  const [, payload = ""] = readFileSync(path ?? "", "utf8").split(".");
  expect(JSON.parse(Buffer.from(payload, "base64url").toString())).toHaveProperty("entries.length", 800);

  expect(delay).toBeLessThan(onThisThread / 5);
});

test("a list of 100,000 lines is refused before any line is checked", async () => {
  await using core = startCore(address);
  const wanted = Array.from({ length: 100_000 }, (_, n) => ({ number: `VSC-${n}` }));
  const answers: unknown[] = [];
  const delay = await loopDelay(async () => {
    answers.push(await core.call({ area: "bulk", name: "judge", args: { process: "P", wanted } }));
  });
  expect(answers).toMatchObject([{ ok: false, error: { code: "bad-call" } }]);
  const onThisThread = await loopDelay(() => z.array(wantedSchema).parse(wanted));
  expect(delay).toBeLessThan(onThisThread / 2);
});

test("an answer of 20 MB is refused before it is parsed", async () => {
  const text = JSON.stringify(Array.from({ length: 900_000 }, (_, n) => ({ id: String(n), n })));
  expect(text.length).toBeGreaterThan(20_000_000);
  writeFileSync(join(directory, "search-configurations"), text);
  const gateway = httpGateway({
    url: address,
    network: directNetwork(),
    language: () => "en",
    token: () => null,
    outcome: () => undefined,
    timing: testTiming,
  });
  const answers: unknown[] = [];
  const delay = await loopDelay(async () => {
    answers.push(await gateway.ask(idmApi.searchConfigurations));
  });
  expect(answers).toMatchObject([{ kind: "failure", error: { code: "backend-unreadable" } }]);
  const onThisThread = await loopDelay(() => JSON.parse(text));
  expect(delay).toBeLessThan(onThisThread / 2);
});

test("a bulk of 10,000 objects is written off the core's thread", async () => {
  const operator = { id: "OPR-1", account: "vscmanager", name: "Vera Cardell", roles: [] };
  const about = { person: "Vera Cardell", personState: "active", department: "Purchase" };
  const objects = Array.from({ length: 10_000 }, (_, n) => ({
    ref: { type: "virtualSmartCard", id: `VSC-${n}` },
    label: `VSC-${n}`,
    about: { label: `VSC-${n}`, ...about },
    version: 1,
  }));
  const start = { coreTemplate: "virtualSmartCard", process: "P", processName: "Deactivate", values: {}, objects };

  const here = openStore(join(directory, "bulk-here.db"), key);
  const record = { ...start, id: randomUUID(), operator, startedAt: new Date().toISOString() };
  const onThisThread = await loopDelay(() => here.beginBulk(record, objects));
  here.close();

  const store = startStore(join(directory, "bulk.db"), key);
  await store.found();
  let token = true;
  const unused = (): never => {
    throw new Error("not asked for");
  };
  const gateway: Gateway = {
    address: "",
    async ask(call) {
      // Simulates a log-out: the bulk is written, but nothing of it is sent.
      token = false;
      return { kind: "answer", value: call.answer.parse({ limit: objects.length, processes: [] }) };
    },
    tell: unused,
    events: unused,
  };
  const bulk = createBulk({
    gateway,
    timing: testTiming,
    clock: machineClock,
    session: () => ({ operator, token }),
    withStore: async (work) => ok(await work(store)),
    changed: () => undefined,
    itemsChanged: () => undefined,
    log: () => undefined,
    failed: unused,
  });
  const send = serve({ bulk: bulkHandlers(gateway, bulk, (_, work) => work()) }, unused);
  await bulk.state();
  const answers: unknown[] = [];
  const delay = await loopDelay(async () => answers.push(await send({ area: "bulk", name: "start", args: start })));
  expect(answers).toEqual([ok(null)]);
  expect(await bulk.state()).toMatchObject({ kind: "stopped", total: objects.length });
  await bulk.stop();
  await store.close();
  expect(delay).toBeLessThan(onThisThread / 5);
});
