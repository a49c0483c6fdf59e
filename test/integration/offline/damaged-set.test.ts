import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { onDisk } from "../../../electron/core/store/store-fault.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { FieldDevice, reactivate } from "../../fixtures/field-device.ts";
import { logIn } from "../../fixtures/sandbox.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const manager = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };
const credentials = { account: manager.account, password: "sandbox" };

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
  await enable(backEnd.url, reactivate);
});
afterAll(() => backEnd[Symbol.asyncDispose]());

let directory = "";
const file = () => join(directory, "offline.db");
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-damaged-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

/**
 * Flips one bit in every `step`-th byte of a database value, one after the other, and calls `look`
 * each time. Returns the length of the value.
 */
function changeEach(table: string, column: string, step: number, look: (at: number) => void): number {
  const db = new DatabaseSync(file());
  db.exec("PRAGMA synchronous = OFF");
  const value = db.prepare(`SELECT ${column} AS value FROM ${table} WHERE id = 1`).get()?.value;
  if (!(value instanceof Uint8Array)) throw new Error("not a blob");
  const update = db.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = 1`);
  for (let at = 0; at < value.length; at += step) {
    const copy = Uint8Array.from(value);
    copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
    update.run(copy);
    look(at);
  }
  update.run(value);
  db.close();
  return value.length;
}

test("a changed byte anywhere in a stored working set, its grant, its keys or its objects is detected", async () => {
  const field = new FieldDevice();
  await field.take(await logIn(backEnd.url, manager.account));
  if (field.page === undefined) throw new Error("no page");
  const { asOf, configuration, processes, purposes } = field.page;
  const known = {
    operator: manager,
    device: field.device.id,
    grant: field.jws,
    claims: field.grant,
    q: "",
    state: null,
  };
  const anchor = { contact: 0, wall: 0, uptime: 0 };
  const [object] = field.objects.values();
  if (object === undefined) throw new Error("no object");
  const key = randomBytes(32);
  const store: Store = openStore(file(), key, { cost: cheapCost });
  onTestFinished(() => store.close());
  store.loggedIn(credentials.account, credentials.password);
  store.startDraft({ ...known, configuration, processes, purposes, asOf, objects: 1, anchor, next: null }, [object]);
  store.commitDraft();
  const damaged = (work: () => unknown, at: number): void => {
    expect(() => onDisk(work), `byte ${at}`).toThrow(
      expect.objectContaining({ error: expect.objectContaining({ code: "store-damaged" }) }),
    );
  };
  const { type, id } = object.object.ref;
  let now = 0;
  // The attempts are an hour apart, so that none has to wait because of earlier failures.
  const unlock = () => store.unlock(credentials.account, credentials.password, (now += 3_600_000));
  const tried = [
    changeEach("working_set", "sealed", 1, (at) => damaged(() => store.header(), at)),
    changeEach("working_set", "wrapped", 1, (at) => damaged(() => unlock(), at)),
    changeEach("working_set", "tries", 1, (at) => damaged(() => unlock(), at)),
    changeEach("working_set", "kdf", 1, (at) => damaged(() => unlock(), at)),
    changeEach("working_object", "object", 1, (at) => damaged(() => store.object(type, id), at)),
  ];
  expect(Math.min(...tried)).toBeGreaterThan(28);
  store.lock();
  changeEach("working_object", "item", 1, (at) => damaged(() => unlock(), at));
  expect(unlock()).toMatchObject({ grant: field.jws });
});

async function offline({ client }: CoreUnderTest): Promise<OfflineState> {
  const state = await client.offline.state();
  if (!state.ok) throw new Error(state.error.code);
  return state.value;
}

test("a damaged working set is reported; the journal beside it is synced, and another working set can be taken", async () => {
  const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 };
  const object = { type: "virtualSmartCard", id: "VSC-000002" };
  {
    await using core = startCore(backEnd.url, directory);
    await core.client.session.logIn(credentials);
    expect(await core.client.offline.take(take)).toMatchObject({ ok: true });
    await backEnd.stop();
    await eventually("offline", async () => (await offline(core)).working);
    const view = await core.client.objects.open(object);
    const version = view.ok ? view.value.object.version : 0;
    await core.client.wizard.start({ process: reactivate, processName: "", object, label: object.id, version });
    expect(await core.next({})).toMatchObject({ ok: true });
  }
  const db = new DatabaseSync(file());
  db.exec("UPDATE working_set SET sealed = zeroblob(length(sealed))");
  db.close();
  await using core = startCore(backEnd.url, directory);
  const failed = { kind: "failed", error: { code: "store-damaged" } };
  expect(await offline(core)).toMatchObject({ workingSet: failed, counts: { waiting: 1 } });
  expect(await core.client.session.logIn(credentials)).toMatchObject({ error: { code: "store-damaged" } });
  await backEnd.start();
  expect(await core.client.session.logIn(credentials)).toMatchObject({ ok: true });
  await eventually("synced", async () => (await offline(core)).counts.waiting === 0);
  const entries = await core.client.offline.queue({ before: null });
  expect(entries).toMatchObject({ value: { entries: [{ state: { kind: "applied" } }] } });
  expect(await core.client.offline.take(take)).toMatchObject({ ok: true });
  expect((await offline(core)).workingSet).toMatchObject({ kind: "taken", access: "open" });
});
