import { randomBytes } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isNewEnough } from "../../../electron/core/store/database.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { answerWith } from "../../../electron/core/store/store-messages.ts";
import { startStore } from "../../../electron/core/store/store-thread.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";
import { intent } from "../../fixtures/intents.ts";

const key = randomBytes(32);
const deviceKey = newDeviceKey();
const device = deviceOf(deviceKey);
const operator = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: [] };
const record = { operator, publicKey: device.publicKey, grants: { "GRANT-1": "jws" }, broken: null };

let directory = "";
let file = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-journal-"));
  file = join(directory, "offline.db");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Writes a journal of `count` entries to `file`, and closes it. */
function write(count: number): void {
  const store = begin(openStore(file, key));
  for (let n = 1; n <= count; n += 1) store.append(intent(n));
  store.close();
}

function begin(store: Store): Store {
  store.useDevice(deviceKey);
  store.saveDevice(device.id, record);
  return store;
}

/** Reads the contents of `file` for the single device. */
function read() {
  const store = openStore(file, key);
  const { journals, keptAside } = store.found();
  store.close();
  return {
    journals,
    keptAside,
    journal: journals[0],
    seqs: journals[0]?.entries.map(({ signed }) => signed.entry.seq),
  };
}

/** Changes the file without the program. */
function tamper(change: (db: DatabaseSync) => void): void {
  const db = new DatabaseSync(file);
  change(db);
  db.close();
}

const oneTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

test("entries are numbered, chained and there after a restart", () => {
  write(3);
  const { journal, seqs } = read();
  expect(seqs).toEqual([1, 2, 3]);
  expect(journal).toMatchObject({ device: device.id, fault: null, head: { seq: 3 }, record: { operator } });
  expect(new Set(journal?.entries.map(({ signed }) => signed.entry.previous)).size).toBe(3);
});

// Slow: each byte is changed and checked separately.
test("a change to any byte of 50 stored entries and their states is detected", { timeout: 120_000 }, () => {
  write(50);
  // Each entry has its own seal, so the same byte is changed in all 50 at once, and each change
  // must be found.
  const store = openStore(file, key);
  store.close();
  const db = new DatabaseSync(file);
  const rows = db.prepare("SELECT seq, sealed, state FROM entry").all();
  const blobs = (column: "sealed" | "state") =>
    rows.map((row) => {
      const value = row[column];
      if (!(value instanceof Uint8Array)) throw new Error("not a blob");
      return { seq: Number(row.seq), value };
    });
  let tried = 0;
  for (const column of ["sealed", "state"] as const) {
    const found = blobs(column);
    const update = db.prepare(`UPDATE entry SET ${column} = ? WHERE seq = ?`);
    const longest = Math.max(...found.map(({ value }) => value.length));
    for (let at = 0; at < longest; at += 1) {
      db.exec("BEGIN");
      const changed = found.filter(({ value }) => at < value.length);
      for (const { seq, value } of changed) {
        const copy = Uint8Array.from(value);
        copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
        update.run(copy, seq);
      }
      db.exec("COMMIT");
      const { journal } = read();
      expect(journal?.fault).toEqual({ seq: changed[0]?.seq, fault: "unreadable" });
      const intact = journal?.entries.filter(({ state }) => column === "sealed" || state.kind === "queued");
      expect(intact?.length).toBe(50 - changed.length);
      tried += changed.length;
      db.exec("BEGIN");
      for (const { seq, value } of changed) update.run(value, seq);
      db.exec("COMMIT");
    }
  }
  db.close();
  expect(tried).toBeGreaterThan(50_000);
  expect(read().journal?.fault).toBeNull();
});

test("a change to any byte of the stored head or of the record with the grants is detected", () => {
  write(2);
  for (const column of ["head", "sealed"] as const) {
    const db = new DatabaseSync(file);
    const value = db.prepare(`SELECT ${column} AS value FROM device`).get()?.value;
    if (!(value instanceof Uint8Array)) throw new Error("not a blob");
    for (let at = 0; at < value.length; at += 1) {
      const copy = Uint8Array.from(value);
      copy[at] = (copy[at] ?? 0) ^ 0x10;
      db.prepare(`UPDATE device SET ${column} = ?`).run(copy);
      expect(read().journal?.fault).toEqual({ seq: 3, fault: "unreadable" });
    }
    db.prepare(`UPDATE device SET ${column} = ?`).run(value);
    db.close();
  }
  expect(read().journal?.fault).toBeNull();
});

test("swapped entries are detected", () => {
  write(4);
  tamper((db) => {
    db.exec("UPDATE entry SET seq = 20 WHERE seq = 2; UPDATE entry SET seq = 2 WHERE seq = 3");
    db.exec("UPDATE entry SET seq = 3 WHERE seq = 20");
  });
  expect(read().journal?.fault).toEqual({ seq: 2, fault: "unreadable" });
});

test("an entry removed in the middle is detected as a gap", () => {
  write(4);
  tamper((db) => db.exec("DELETE FROM entry WHERE seq = 2"));
  const { journal, seqs } = read();
  expect(journal?.fault).toEqual({ seq: 3, fault: "gap" });
  expect(seqs).toEqual([1, 3, 4]);
});

test("entries removed at the end are detected by the head", () => {
  write(4);
  tamper((db) => db.exec("DELETE FROM entry WHERE seq >= 3"));
  expect(read().journal?.fault).toEqual({ seq: 3, fault: "removed-at-end" });
});

test("an older head that is put back is detected", () => {
  write(2);
  const old = new DatabaseSync(file);
  const head = old.prepare("SELECT head FROM device").get()?.head;
  old.close();
  const store = openStore(file, key);
  store.useDevice(deviceKey);
  store.append(intent(3));
  store.close();
  tamper((db) => db.prepare("UPDATE device SET head = ?").run(head ?? null));
  expect(read().journal?.fault).toEqual({ seq: 3, fault: "changed" });
});

test("entries moved to another device are detected", () => {
  write(2);
  tamper((db) => db.exec("UPDATE entry SET device = 'another'; UPDATE device SET device = 'another'"));
  expect(read().journal?.fault).toEqual({ seq: 1, fault: "unreadable" });
});

test("data that identifies people and cards is not readable in the database or its WAL", () => {
  const planted = ["VSC-000777", "Zebedee Quisling", "quisling@example.org", "5e71a1777", "Vera Cardell", "vscmanager"];
  const store = begin(openStore(file, key));
  store.append({ ...intent(777), label: "Zebedee Quisling", values: { note: "quisling@example.org" } });
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name)));
  expect(files.length).toBeGreaterThanOrEqual(2);
  for (const content of files)
    for (const text of planted)
      expect(content.includes(text) || content.includes(Buffer.from(text, "utf16le"))).toBe(false);
  expect(store.found().journals).toEqual([]);
  store.close();
  expect(JSON.stringify(read().journals)).toContain("Zebedee Quisling");
});

test("with another key nothing is overwritten: the database is kept aside", () => {
  write(2);
  const store = openStore(file, randomBytes(32));
  expect(store.found().keptAside).not.toBeNull();
  store.close();
  expect(existsSync(store.found().keptAside ?? "")).toBe(true);
});

test("a database replaced by garbage is kept aside unchanged, and a new one is created", () => {
  write(3);
  const garbage = randomBytes(20_000);
  writeFileSync(file, garbage);
  const { keptAside, journals } = read();
  expect(readFileSync(keptAside ?? "")).toEqual(garbage);
  expect(journals).toEqual([]);
  expect(read().keptAside).toBeNull();
});

test.each([
  { length: 0, saved: 0 },
  { length: 100, saved: 0 },
  { length: 4096, saved: 0 },
  { length: 100_000, saved: 10 },
])("a database truncated to $length bytes is kept aside, and its readable entries are saved", ({ length, saved }) => {
  write(200);
  truncateSync(file, length);
  const { keptAside, seqs = [], journal } = read();
  expect(readFileSync(keptAside ?? "").length).toBe(length);
  expect(seqs.length).toBeGreaterThanOrEqual(saved);
  // The remainder is recognized as incomplete.
  expect(journal === undefined || journal.fault !== null).toBe(true);
});

test("disk full at any write of an entry: the error is disk-full, and the entry is complete or absent", () => {
  let room = 0;
  for (let full = true; full; room += 1) {
    const at = join(directory, `full-${room}.db`);
    const disks: FullDisk[] = [];
    const connectTo = (to: string): DatabaseSync => {
      const disk = new FullDisk(to);
      disks.push(disk);
      return disk;
    };
    const store = begin(openStore(at, key, { connectTo }));
    store.append(intent(1));
    for (const disk of disks) disk.left = room;
    const answer = answerWith(() => store)({ id: 1, name: "append", args: [intent(2)] });
    full = answer.kind === "error";
    expect(answer.kind === "error" ? answer.error.code : "disk-full").toBe("disk-full");
    for (const disk of disks) disk.left = Number.POSITIVE_INFINITY;
    // With room again, the next entry follows without a gap.
    store.append(intent(3));
    store.close();
    const again = openStore(at, key);
    const [journal] = again.found().journals;
    expect(journal?.fault).toBeNull();
    expect(journal?.entries.map(({ signed }) => signed.entry.object.id)).toEqual(
      full ? ["VSC-000001", "VSC-000003"] : ["VSC-000001", "VSC-000002", "VSC-000003"],
    );
    again.close();
  }
  // Begin, two writes and commit have each failed once.
  expect(room).toBeGreaterThanOrEqual(5);
});

test("a database file that reaches its size limit reports disk-full and keeps the entries before", () => {
  const store = begin(openStore(file, key, { connectTo: (to) => new SmallDisk(to) }));
  const kinds = oneTo(400).map((n) => answerWith(() => store)({ id: n, name: "append", args: [intent(n)] }));
  const refused = kinds.findIndex(({ kind }) => kind === "error");
  expect(refused).toBeGreaterThan(1);
  expect(kinds[refused]).toMatchObject({ error: { code: "disk-full" } });
  store.close();
  expect(read()).toMatchObject({ journal: { fault: null }, seqs: oneTo(refused) });
});

/** A file that SQLite lets grow to 60 pages only. */
class SmallDisk extends DatabaseSync {
  constructor(path: string) {
    super(path);
    this.exec("PRAGMA max_page_count = 60");
  }
}

test("the store and its thread report a data directory that cannot be written", async () => {
  writeFileSync(join(directory, "in-the-way"), "");
  const blocked = join(directory, "in-the-way", "offline.db");
  expect(() => openStore(blocked, key)).toThrow("store-unwritable");
  const thread = startStore(blocked, key);
  await expect(thread.found()).rejects.toMatchObject({ error: { code: "store-unwritable" } });
  await expect(thread.append(intent(1))).rejects.toMatchObject({ error: { code: "store-unwritable" } });
});

test("the store thread numbers and stores entries as the store does", async () => {
  const thread = startStore(file, key);
  await thread.saveDevice(await thread.useDevice(deviceKey), record);
  const written = await Promise.all(oneTo(20).map((n) => thread.append(intent(n))));
  expect(written.map(({ signed }) => signed.entry.seq)).toEqual(oneTo(20));
  await thread.close();
  expect(read().seqs).toEqual(oneTo(20));
});

test("SQLite before 3.51.3 is not new enough", () => {
  expect(["3.51.3", "3.51.4", "3.52.0", "3.53.1", "4.0.0"].filter((version) => !isNewEnough(version))).toEqual([]);
  expect(["3.51.2", "3.50.9", "3.9.9", "2.99.99"].filter(isNewEnough)).toEqual([]);
});
