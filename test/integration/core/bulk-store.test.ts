import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { onDisk, StoreFault } from "../../../electron/core/store/store-fault.ts";
import { answerWith } from "../../../electron/core/store/store-messages.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";

const key = randomBytes(32);
const operator = { id: "OPR-3", name: "Oskar Fichet", account: "officer", roles: ["bulkOperator"] };
const record = {
  id: randomUUID(),
  coreTemplate: "virtualSmartCard",
  process: "VirtualSmartCardProcDeactivate",
  processName: "Deactivate",
  values: { reason: "longAbsence" },
  operator,
  startedAt: "2026-03-28T08:14:00.000Z",
};
const failed = {
  kind: "failed",
  at: "2026-03-28T08:15:00.000Z",
  error: { code: "ca-unavailable", params: {}, details: "" },
} as const;

let directory = "";
let file = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-bulk-store-"));
  file = join(directory, "offline.db");
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const objects = (count: number) =>
  Array.from({ length: count }, (_, n) => ({
    ref: { type: "virtualSmartCard", id: `VSC-${n}` },
    label: `VSC-${n}`,
    about: null,
    version: n,
  }));

/** Opens the store, runs `work` with it, and closes it again. */
function withStore<T>(work: (store: Store) => T): T {
  const store = openStore(file, key);
  const done = work(store);
  store.close();
  return done;
}

function tamper(sql: string): void {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
}

/** Returns `done`, or the code of the error. */
function outcome(work: () => unknown): string {
  try {
    onDisk(work);
    return "done";
  } catch (fault) {
    return fault instanceof StoreFault ? fault.error.code : String(fault);
  }
}

const found = () => withStore((store) => store.bulk());

test("a bulk is read after a restart as it was written, and is gone after it is closed", () => {
  withStore((store) => {
    store.beginBulk(record, objects(3));
    store.setBulkItems(record.id, [{ n: 1, attempt: 1, state: failed }]);
  });
  const waiting = { attempt: 0, state: { kind: "waiting" } };
  const [first, second, third] = objects(3);
  expect(found()).toEqual({
    record,
    items: [
      { ...first, n: 0, ...waiting },
      { ...second, n: 1, attempt: 1, state: failed },
      { ...third, n: 2, ...waiting },
    ],
  });
  withStore((store) => store.closeBulk());
  expect(found()).toBeNull();
});

test("the store holds one bulk at a time and does not overwrite it with a second", () => {
  withStore((store) => {
    store.beginBulk(record, objects(2));
    expect(() => store.beginBulk({ ...record, id: randomUUID() }, objects(5))).toThrow(/constraint/);
  });
  expect(found()?.items).toHaveLength(2);
});

test("a bulk object whose stored state was copied from another object becomes unknown", () => {
  withStore((store) => {
    store.beginBulk(record, objects(3));
    store.setBulkItems(record.id, [{ n: 0, attempt: 2, state: failed }]);
  });
  tamper("UPDATE bulk_item SET state = (SELECT state FROM bulk_item WHERE n = 1) WHERE n = 0");
  expect(found()?.items.map(({ attempt, state }) => [attempt, state.kind])).toEqual([
    [2, "unknown"],
    [0, "waiting"],
    [0, "waiting"],
  ]);
});

const beginAnother = () => withStore((store) => outcome(() => store.beginBulk(record, objects(1))));

test.each([
  ["was changed", "UPDATE bulk SET sealed = x'00'"],
  ["was deleted", "DELETE FROM bulk"],
])("a bulk whose record %s is damaged: the next start is refused once, and its rows are kept aside", (_, sql) => {
  withStore((store) => store.beginBulk(record, objects(2)));
  tamper(sql);
  expect(withStore((store) => outcome(() => store.bulk()))).toBe("store-damaged");
  expect(beginAnother()).toBe("store-damaged");
  const [aside = ""] = readdirSync(directory).filter((name) => name.startsWith("offline.db.damaged-"));
  const db = new DatabaseSync(join(directory, aside), { readOnly: true });
  expect(db.prepare("SELECT n FROM bulk_item ORDER BY n").all()).toMatchObject([{ n: 0 }, { n: 1 }]);
  db.close();
  expect(found()).toBeNull();
  expect(beginAnother()).toBe("done");
  expect(found()?.items).toHaveLength(1);
});

test("a damaged bulk that cannot be kept aside because the disk is full stays in the database", () => {
  withStore((store) => store.beginBulk(record, objects(2)));
  tamper("UPDATE bulk SET sealed = x'00'");
  let room = 0;
  for (let full = true; full; room += 1) {
    const store = openStore(file, key, { connectTo: (to) => Object.assign(new FullDisk(to), { left: room }) });
    const begun = outcome(() => store.beginBulk(record, objects(1)));
    store.close();
    full = begun === "disk-full";
    expect(full ? "store-damaged" : begun).toBe("store-damaged");
    expect(withStore((store) => outcome(() => store.bulk()))).toBe(full ? "store-damaged" : "done");
  }
  // Begin, two tables and commit; then begin, delete and commit: each of them has failed once.
  expect(room).toBe(8);
});

test("the readable part of a bulk in a damaged database is saved", () => {
  withStore((store) => store.beginBulk(record, objects(500)));
  truncateSync(file, 100_000);
  withStore((store) => expect(store.found().keptAside).not.toBeNull());
  const saved = found();
  expect(saved?.record).toEqual(record);
  expect(saved?.items.length).toBeGreaterThan(100);
  expect(saved?.items[0]).toMatchObject({ n: 0, label: "VSC-0" });
});

test("disk full at any write of bulk states: the error is disk-full, and either all states are written or none", () => {
  const states = [0, 1, 2].map((n) => ({ n, attempt: 1, state: failed }));
  let room = 0;
  for (let full = true; full; room += 1) {
    file = join(directory, `full-${room}.db`);
    const disks: FullDisk[] = [];
    const connectTo = (to: string): FullDisk => {
      const disk = new FullDisk(to);
      disks.push(disk);
      return disk;
    };
    const store = openStore(file, key, { connectTo });
    store.beginBulk(record, objects(3));
    for (const disk of disks) disk.left = room;
    const answer = answerWith(() => store)({ id: 1, name: "setBulkItems", args: [record.id, states] });
    full = answer.kind === "error";
    expect(answer.kind === "error" ? answer.error.code : "disk-full").toBe("disk-full");
    for (const disk of disks) disk.left = Number.POSITIVE_INFINITY;
    store.close();
    expect(found()?.items.map(({ attempt }) => attempt)).toEqual(full ? [0, 0, 0] : [1, 1, 1]);
  }
  // Begin, statement and commit have each failed once.
  expect(room).toBeGreaterThanOrEqual(4);
});
