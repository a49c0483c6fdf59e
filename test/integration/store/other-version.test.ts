import { createHash, randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { canonical, type JournalEntry } from "#shared/domain/journal.ts";
import { queuePageSchema } from "#shared/ipc/offline.ts";
import { exportJournal } from "../../../electron/core/store/export-journal.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { createQueue } from "../../../electron/core/journal/queue.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { deviceOf, entryHash, newDeviceKey, signEntry } from "../../../electron/core/store/device.ts";
import { latestVersion } from "../../../electron/core/store/migrations.ts";
import { open, seal } from "../../../electron/core/store/sealed.ts";
import { fromStore } from "../../../electron/core/store/store-fault.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { createSync } from "../../../electron/core/sync/sync.ts";
import { startCore } from "../../fixtures/core.ts";
import { workingObject, workingSetHeader } from "../../fixtures/databases/content.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { intent } from "../../fixtures/intents.ts";
import { startJournalServer } from "../../fixtures/journal-server.ts";
import { startSandbox } from "../../fixtures/sandbox.ts";
import { storeHere } from "../../fixtures/store-here.ts";
import { testTiming } from "../../fixtures/timing.ts";

const key = randomBytes(32);
const pkcs8 = newDeviceKey();
const device = deviceOf(pkcs8);
const operator = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: [] };
const cheap = { cost: cheapCost };

let directory = "";
let file = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-version-"));
  file = join(directory, "offline.db");
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

function withStore<T>(work: (store: Store) => T): T {
  const store = openStore(file, key, cheap);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

/** Creates the journal of the device if necessary, and appends an entry for each of `ids`. */
const append = (...ids: number[]): void =>
  withStore((store) => {
    store.useDevice(pkcs8);
    if (store.found().journals.length === 0)
      store.saveDevice(device.id, {
        operator,
        publicKey: device.publicKey,
        grants: { "GRANT-1": "jws" },
        broken: null,
      });
    for (const n of ids) store.append(intent(n));
  });

/** Takes a working set of one object, locked for the operator. */
const takeWorkingSet = (): void =>
  withStore((store) => {
    store.loggedIn("vscmanager", "sandbox");
    store.startDraft(workingSetHeader(device.id, device.publicKey, 1, null), [workingObject(1)]);
    store.commitDraft();
  });

/** Reseals a changed value as another version of the program would have written it. */
function rewrite(
  table: string,
  column: string,
  place: string,
  where: string,
  change: (json: unknown) => unknown,
): void {
  const db = new DatabaseSync(file);
  const sealed = db.prepare(`SELECT ${column} AS value FROM ${table} WHERE ${where}`).get()?.value;
  if (!(sealed instanceof Uint8Array)) throw new Error("not a blob");
  const json: unknown = JSON.parse(open(key, place, sealed).toString("utf8"));
  const written = seal(key, place, canonical(change(json)));
  db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(written);
  db.close();
}

/**
 * Writes the last entry of the journal again, signed and with its head, as another version would
 * have written it.
 */
function rewriteLast(seq: number, change: (entry: Readonly<Record<string, unknown>>) => object): void {
  let hash = "";
  rewrite("entry", "sealed", `entry ${device.id} ${seq}`, `seq = ${seq}`, (json) => {
    const entry = change(isSigned(json) ? json.entry : {});
    hash = createHash("sha256").update(canonical(entry)).digest("hex");
    // The signature covers the canonical form, whatever its keys are.
    return isEntry(entry) ? signEntry(entry, device) : json;
  });
  rewrite("device", "head", `head ${device.id}`, "1", () => ({ seq, hash }));
}

const isSigned = (json: unknown): json is { entry: Record<string, unknown> } =>
  typeof json === "object" && json !== null && "entry" in json;
const isEntry = (entry: object): entry is JournalEntry => "device" in entry;

const setState = (seq: number, state: object): void =>
  rewrite("entry", "state", `state ${device.id} ${seq}`, `seq = ${seq}`, () => state);

const journal = () => withStore((store) => store.found().journals[0]);

/**
 * Returns the journal as the page gets it, checked against the contract, and the journals marked as
 * broken.
 */
async function shown() {
  const store = openStore(file, key, cheap);
  const queue = createQueue(storeHere(store), machineClock, () => undefined);
  await queue.load(store.found().journals);
  const { entries } = queuePageSchema.parse(queue.entriesOf(operator.id).page(null));
  const counts = queue.counts(operator.id);
  store.close();
  return { entries: entries.toReversed(), broken: queue.broken(), counts };
}

/**
 * Syncs with a back end that carries out everything. Returns the sequence numbers of the entries
 * that were sent.
 */
async function sync() {
  await using server = await startJournalServer(new Map([[device.id, device.publicKey]]));
  const store = openStore(file, key, cheap);
  const queue = createQueue(storeHere(store), machineClock, () => undefined);
  await queue.load(store.found().journals);
  const ended = Promise.withResolvers<void>();
  const running = createSync({
    gateway: server.gateway,
    queue,
    operator: () => operator.id,
    changed: ({ kind }) => (kind === "idle" ? ended.resolve() : undefined),
    random: () => 0,
    timing: testTiming,
    clock: machineClock,
    failed: (fault) => ended.reject(fault),
  });
  running.now();
  await ended.promise;
  await running.stop();
  store.close();
  return server.sent.map(({ entry }) => entry.seq);
}

const at = "2026-11-24T10:00:00.000Z";

test("an entry with an unknown stored error code is shown, with the code in the details", async () => {
  append(1, 2);
  const error = { code: "wrong-mood", params: { detail: "x" }, details: "journal" };
  setState(1, { kind: "refused", at, error, settlement: { kind: "open" } });
  const { entries, broken, counts } = await shown();
  expect(broken).toEqual([]);
  expect(entries.map(({ state }) => state)).toMatchObject([
    {
      kind: "refused",
      error: { code: "code-unknown", params: { code: "wrong-mood" }, details: "wrong-mood: journal" },
    },
    { kind: "queued" },
  ]);
  expect(counts).toEqual({ waiting: 1, attention: 1 });
  expect(await sync()).toEqual([2]);
});

test("an entry with unknown keys is shown, chained, exported and sent as it was signed", async () => {
  append(1);
  rewriteLast(1, (entry) => ({
    ...entry,
    urgency: "high",
    changes: [
      { subject: { type: "t", id: "1", label: "l", colour: "red" }, what: "w", before: null, after: "a", why: 1 },
    ],
  }));
  append(2);
  const found = journal();
  expect(found).toMatchObject({ fault: null, entries: [{ state: { kind: "queued" } }, { state: { kind: "queued" } }] });
  expect(found?.entries[0]?.stored).toMatchObject({ entry: { urgency: "high", changes: [{ why: 1 }] } });
  const { entries, broken } = await shown();
  expect(broken).toEqual([]);
  expect(entries.map(({ changes }) => changes[0]?.what)).toEqual(["w", "state"]);
  if (found === undefined) throw new Error("no journal");
  const jws = readFileSync(exportJournal(found, [], { directory, pkcs8, now: new Date() }), "utf8");
  const content: unknown = JSON.parse(Buffer.from(jws.split(".")[1] ?? "", "base64url").toString("utf8"));
  expect(content).toMatchObject({ entries: found.entries.map(({ stored }) => ({ signed: stored })) });
  expect(await sync()).toEqual([1, 2]);
});

test("an entry of an unknown kind is parked without a fault, and no entry after it is sent", async () => {
  append(1, 2);
  rewriteLast(2, (entry) => ({ ...entry, v: 2, object: null, objects: ["VSC-000002"], changes: {} }));
  append(3);
  const found = journal();
  expect(found).toMatchObject({ fault: null, head: { seq: 3 } });
  expect(found?.entries.map(({ state }) => state.kind)).toEqual(["queued", "parked", "queued"]);
  expect(await sync()).toEqual([1]);
  const { entries, broken, counts } = await shown();
  expect(broken).toEqual([]);
  expect(entries.map(({ state, label }) => [label, state.kind])).toEqual([
    ["VSC-000001", "applied"],
    ["VSC-000002", "parked"],
    ["VSC-000003", "queued"],
  ]);
  expect(counts.waiting).toBe(2);
  // The version that wrote the entry can still read it: the state on disk was not changed.
  rewriteState2();
  expect(journal()?.fault).toBeNull();
});

/** Checks that the state of entry 2 is still the one written with it. */
function rewriteState2(): void {
  rewrite("entry", "state", `state ${device.id} 2`, "seq = 2", (json) => {
    expect(json).toEqual({ kind: "queued" });
    return json;
  });
}

test.each([
  { what: "another form altogether", json: "a text" },
  { what: "an entry without a link", json: { entry: { kind: "note", text: "x" }, signature: "s" } },
])("an entry sealed as $what is parked without a fault", async ({ json }) => {
  append(1);
  rewrite("entry", "sealed", `entry ${device.id} 1`, "seq = 1", () => json);
  const hash = entryHash(typeof json === "string" ? json : json.entry);
  rewrite("device", "head", `head ${device.id}`, "1", () => ({ seq: 1, hash }));
  expect(journal()).toMatchObject({ fault: null, entries: [{ state: { kind: "parked" } }] });
  expect(await shown()).toMatchObject({ broken: [], counts: { waiting: 1 }, entries: [{ state: { kind: "parked" } }] });
});

test("an entry with a state of an unknown kind is parked, and its stored state is left as it is", async () => {
  append(1, 2);
  const withdrawn = { kind: "withdrawn", at };
  setState(1, withdrawn);
  expect(await sync()).toEqual([]);
  expect(await shown()).toMatchObject({
    broken: [],
    entries: [{ state: { kind: "parked" } }, { state: { kind: "queued" } }],
  });
  rewrite("entry", "state", `state ${device.id} 1`, "seq = 1", (json) => {
    expect(json).toEqual(withdrawn);
    return json;
  });
});

test("a device record of an unknown form is not overwritten, and its entries are parked", async () => {
  append(1);
  rewrite("device", "sealed", `device ${device.id}`, "1", () => ({ owner: "OPR-1" }));
  expect(journal()).toMatchObject({ record: null, fault: null, entries: [{ state: { kind: "parked" } }] });
  const record = { operator, publicKey: device.publicKey, grants: {}, broken: null };
  const saved = await fromStore(() => withStore((store) => storeHere(store).saveDevice(device.id, record)));
  expect(saved).toMatchObject({ ok: false, error: { code: "store-newer" } });
});

test("unknown keys and an unknown fault in a device record survive a write by this version", () => {
  append(1);
  const broken = { seq: 1, fault: "struck-by-lightning" };
  rewrite("device", "sealed", `device ${device.id}`, "1", (json) => ({ ...Object(json), broken, site: "Mora" }));
  withStore((store) => {
    const record = store.found().journals[0]?.record;
    expect(record?.broken).toEqual({ seq: 1, fault: "other-version" });
    if (record) store.saveDevice(device.id, { ...record, grants: { "GRANT-2": "jws" } });
  });
  rewrite("device", "sealed", `device ${device.id}`, "1", (json) => {
    expect(json).toMatchObject({ broken, site: "Mora", grants: { "GRANT-2": "jws" } });
    return json;
  });
});

test("a working set of an unknown form is reported as store-newer, not as damaged", async () => {
  takeWorkingSet();
  rewrite("working_set", "sealed", "working set 1", "id = 1", (json) => ({ ...Object(json), claims: "elsewhere" }));
  const header = await fromStore(() => withStore((store) => storeHere(store).header()));
  expect(header).toMatchObject({ ok: false, error: { code: "store-newer" } });
});

test.each([
  { p: -1 },
  { p: 17 },
  { N: 1_000 },
  { N: 2 ** 30 },
  { N: -2 },
  { r: 0 },
  { r: 2 ** 20 },
  { N: 2 ** 20, r: 16 },
])("an implausible cost of key derivation is reported as store-newer: %j", async (cost) => {
  takeWorkingSet();
  rewrite("working_set", "kdf", "kdf 1", "id = 1", (json) => ({ ...Object(json), ...cost }));
  const newer = { ok: false, error: { code: "store-newer" } };
  const unlocked = fromStore(() => withStore((store) => storeHere(store).unlock("vscmanager", "sandbox", 0)));
  expect(await unlocked).toMatchObject(newer);
  const loggedIn = fromStore(() => withStore((store) => storeHere(store).loggedIn("vscmanager", "sandbox")));
  expect(await loggedIn).toMatchObject(newer);
});

test("a bulk with a state of an unknown kind is neither continued nor overwritten", async () => {
  const id = randomUUID();
  const record = { id, coreTemplate: "t", process: "p", processName: "P", values: {}, operator, startedAt: at };
  const objects = [{ ref: { type: "t", id: "1" }, label: "1", about: null, version: 1 }];
  withStore((store) => store.beginBulk(record, objects));
  rewrite("bulk_item", "state", `bulk ${id} state 0`, "n = 0", () => ({ kind: "skipped", at }));
  const newer = { ok: false, error: { code: "store-newer" } };
  expect(await fromStore(() => withStore((store) => storeHere(store).bulk()))).toMatchObject(newer);
  const begun = fromStore(() =>
    withStore((store) => storeHere(store).beginBulk({ ...record, id: randomUUID() }, objects)),
  );
  expect(await begun).toMatchObject(newer);
  rewrite("bulk_item", "state", `bulk ${id} state 0`, "n = 0", () => ({ kind: "waiting", mood: "calm" }));
  expect(withStore((store) => store.bulk()?.items)).toMatchObject([{ state: { kind: "waiting" } }]);
});

/** Returns the hash of every database file in the directory. */
const contents = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory)
      .filter((name) => name.startsWith("offline.db"))
      .map((name) => [
        name,
        createHash("sha256")
          .update(readFileSync(join(directory, name)))
          .digest("hex"),
      ]),
  );

test.each(["at rest", "with its version in the WAL only"])(
  "a newer database $0 is refused and left unchanged; work with a connection goes on",
  async (kind) => {
    append(1);
    const vault = keyFile(directory, unprotected);
    await vault.write("offline-store", key);
    const db = new DatabaseSync(file);
    if (kind === "at rest") db.exec("PRAGMA user_version = 99");
    else {
      // As after a kill: the WAL was not checkpointed.
      const killed = join(directory, "killed.db");
      db.exec("PRAGMA journal_mode = WAL; PRAGMA user_version = 99");
      copyFileSync(file, killed);
      copyFileSync(`${file}-wal`, `${killed}-wal`);
      db.close();
      copyFileSync(killed, file);
      copyFileSync(`${killed}-wal`, `${file}-wal`);
    }
    if (db.isOpen) db.close();
    const before = contents();
    expect(Object.keys(before)).toHaveLength(kind === "at rest" ? 1 : 2);

    expect(() => openStore(file, key)).toThrow("store-newer");
    await using sandbox = await startSandbox();
    {
      await using core = startCore(sandbox.url, directory);
      const error = { code: "store-newer", details: `database version 99, this program ${latestVersion}` };
      expect(await core.client.offline.state()).toMatchObject({
        value: { workingSet: { kind: "unavailable", error } },
      });
      const credentials = { account: "vscmanager", password: "sandbox" };
      expect(await core.client.session.logIn(credentials)).toMatchObject({ ok: true });
      const ref = { type: "virtualSmartCard", id: "VSC-000002" };
      await eventually("the object", async () => (await core.client.objects.open(ref)).ok);
      const take = { configuration: "virtualSmartCard", q: "", state: null, hours: 1 };
      expect(await core.client.offline.take(take)).toMatchObject({ error: { code: "store-newer" } });
    }
    expect(contents()).toEqual(before);
  },
);
