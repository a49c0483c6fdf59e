import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const manager = { account: "vscmanager", password: "sandbox" };
const card = { type: "virtualSmartCard", id: "VSC-000002" };

let backEnd: BackEnd;
let directory = "";
beforeAll(async () => {
  backEnd = await startBackEnd(60);
  await enable(backEnd.url, reactivate);
});
afterAll(() => backEnd[Symbol.asyncDispose]());
beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-unreadable-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  await backEnd.start();
});

/** Starts a core in the directory, without a connection, with the manager at their working set. */
async function inTheField(): Promise<CoreUnderTest> {
  const core = startCore(backEnd.url, directory);
  onTestFinished(() => core[Symbol.asyncDispose]());
  await eventually("offline", async () => (await value(core.client.app.connection())).kind === "offline");
  await value(core.client.session.logIn(manager));
  await eventually("at work", async () => (await value(core.client.offline.state())).working);
  return core;
}

/** Downloads a working set; then the program and the back end end. */
async function takeWorkingSet(): Promise<void> {
  await using core = startCore(backEnd.url, directory);
  await value(core.client.session.logIn(manager));
  await value(core.client.offline.take({ configuration: card.type, q: "", state: "inactive", hours: 1 }));
  await backEnd.stop();
}

const start = { process: reactivate, processName: "R", object: card, label: card.id, about: null };

/** Removes the keys of all devices from the key file. */
function loseDeviceKeys(): void {
  const file = join(directory, "keys.json");
  const content = z
    .looseObject({ keys: z.record(z.string(), z.unknown()) })
    .parse(JSON.parse(readFileSync(file, "utf8")));
  const keys = Object.entries(content.keys).filter(([name]) => !name.startsWith("device-"));
  writeFileSync(file, JSON.stringify({ ...content, keys: Object.fromEntries(keys) }));
}

test("without the device key a process is not offered offline, and its wizard fails with the reason", async () => {
  await takeWorkingSet();
  loseDeviceKeys();
  const core = await inTheField();
  const { client } = core;
  const { object, processes } = await value(client.objects.open(card));
  expect(processes.find(({ symbolicName }) => symbolicName === reactivate)).toMatchObject({
    offered: false,
    why: [{ code: "not-allowed-offline", detail: "vault-unavailable" }],
  });
  await value(client.wizard.start({ ...start, version: object.version }));
  expect(await core.wizard("failed")).toMatchObject({ error: { code: "vault-unavailable" }, retry: false });
  expect(await client.wizard.close()).toMatchObject({ ok: true });
});

test("an unreadable object of the working set is reported as damaged and does not block the wizard", async () => {
  await takeWorkingSet();
  const db = new DatabaseSync(join(directory, "offline.db"));
  db.exec("UPDATE working_object SET object = zeroblob(length(object))");
  db.close();
  const core = await inTheField();
  const { client } = core;
  expect(await client.objects.open(card)).toMatchObject({ ok: false, error: { code: "store-damaged" } });
  await value(client.wizard.start({ ...start, version: 1 }));
  expect(await core.wizard("failed")).toMatchObject({ error: { code: "store-damaged" }, retry: false });
  expect(await client.wizard.start({ ...start, version: 1 })).toMatchObject({ ok: true });
});

test("a journal is not exported while the key vault cannot be read; the error is vault-unavailable", async () => {
  await takeWorkingSet();
  const core = await inTheField();
  const { client } = core;
  const { object } = await value(client.objects.open(card));
  await value(client.wizard.start({ ...start, version: object.version }));
  await value(core.next());
  const { entries } = await value(client.offline.queue({ before: null }));
  const device = entries[0]?.device ?? "";
  writeFileSync(join(directory, "keys.json"), "{half");
  expect(await client.offline.exportJournal({ device })).toMatchObject({ error: { code: "vault-unavailable" } });
});
