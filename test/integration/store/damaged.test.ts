import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { copyFileSync, existsSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { onDisk } from "../../../electron/core/store/store-fault.ts";
import { openStore, type StoreOptions } from "../../../electron/core/store/store.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";
import { intent } from "../../fixtures/intents.ts";

const key = randomBytes(32);
const deviceKey = newDeviceKey();
const device = deviceOf(deviceKey);
const operator = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: [] };

let directory = "";
let file = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-damaged-database-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  file = damagedDatabase("offline.db");
});

/**
 * Makes a damaged database as a killed program leaves it, with its WAL: SQLite can read the journal
 * and the bulk, but `key_check` is gone.
 */
function damagedDatabase(name: string): string {
  const [live, killed] = [join(directory, `live-${name}`), join(directory, name)];
  const store = openStore(live, key);
  store.useDevice(deviceKey);
  store.saveDevice(device.id, { operator, publicKey: device.publicKey, grants: {}, broken: null });
  for (const n of [1, 2, 3]) store.append(intent(n));
  store.beginBulk(
    {
      id: randomUUID(),
      coreTemplate: "virtualSmartCard",
      process: "VirtualSmartCardProcDeactivate",
      processName: "Deactivate",
      values: {},
      operator,
      startedAt: "2026-03-28T08:14:00.000Z",
    },
    [{ ref: { type: "virtualSmartCard", id: "VSC-1" }, label: "VSC-1", about: null, version: 1 }],
  );
  const other = new DatabaseSync(live);
  other.exec("DROP TABLE key_check");
  for (const part of ["", "-wal"]) copyFileSync(`${live}${part}`, `${killed}${part}`);
  other.close();
  store.close();
  for (const part of ["", "-wal", "-shm"]) rmSync(`${live}${part}`, { force: true });
  return killed;
}

/** Opens the store at `at`; returns what it has, or the code of the error. */
function start(at: string, options: StoreOptions = {}) {
  const opened = outcome(() => openStore(at, key, options));
  if (typeof opened === "string") return opened;
  const { keptAside, journals } = opened.found();
  const bulk = opened.bulk();
  opened.close();
  const [journal] = journals;
  return {
    keptAside,
    entries: journal?.entries.map(({ state }) => state.kind),
    fault: journal?.fault,
    bulk: bulk?.items.length,
  };
}

function outcome<T>(work: () => T): T | string {
  try {
    return onDisk(work);
  } catch (fault) {
    return fault instanceof Error ? fault.message : "";
  }
}

const everything = { entries: ["queued", "queued", "queued"], fault: null, bulk: 1 };

/** Returns the names beside `name` of damaged databases, without their WALs. */
const asideOf = (name: string): string[] =>
  readdirSync(directory).filter((each) => each.startsWith(`${name}.damaged`) && !/-(wal|shm)$/.test(each));

// Starts a program for each step.
test(
  "killed before any step of replacing a damaged database: the next start has every row, and keeps the damaged one",
  { timeout: 120_000 },
  () => {
    const program = fileURLToPath(new URL("../../fixtures/killed-opening.ts", import.meta.url));
    let step = 1;
    for (let killed = true; killed; step += 1) {
      const name = `killed-${step}.db`;
      for (const part of ["", "-wal"]) copyFileSync(`${file}${part}`, join(directory, `${name}${part}`));
      const ended = spawnSync(process.execPath, [program, join(directory, name), key.toString("hex"), String(step)]);
      killed = ended.signal === "SIGKILL";
      if (!killed && ended.status !== 0) throw new Error(ended.stderr.toString());
      const keptAlready = asideOf(name).filter((each) => each.startsWith(`${name}.damaged-`));
      const found = start(join(directory, name));
      expect(found, `step ${step}`).toMatchObject(everything);
      // The start that copies the rows says so.
      const isTold = typeof found === "object" && found.keptAside !== null;
      expect(isTold).toBe(keptAlready.length === 0);
      expect(asideOf(name)).toEqual([expect.stringMatching(/\.damaged-2/)]);
      expect(start(join(directory, name))).toMatchObject({ ...everything, keptAside: null });
    }
    // Two renames, and between them the writes of the new database, the journal and the bulk.
    expect(step).toBeGreaterThan(15);
  },
);

test("disk full at any write of replacing a damaged database: an error, and the start with room has every row", () => {
  let room = 0;
  for (let full = true; full; room += 1) {
    const name = `full-${room}.db`;
    for (const part of ["", "-wal"]) copyFileSync(`${file}${part}`, join(directory, `${name}${part}`));
    const disk = (left: number): StoreOptions => ({ connectTo: (to) => Object.assign(new FullDisk(to), { left }) });
    const first = start(join(directory, name), disk(room));
    full = first === "disk-full";
    const again = full ? start(join(directory, name), disk(0)) : first;
    expect(again === "disk-full").toBe(full);
    const found = full ? start(join(directory, name)) : first;
    expect(found, `room for ${room}`).toMatchObject({ ...everything, keptAside: expect.any(String) });
    expect(asideOf(name)).toHaveLength(1);
  }
  expect(room).toBeGreaterThan(10);
});

test("a damaged database that cannot be opened yet is not replaced as if it had no rows", () => {
  // SQLite does not follow a symbolic link to the index of a WAL.
  symlinkSync("nowhere", `${file}.damaged-shm`);
  expect(start(file)).toBe("store-unwritable");
  rmSync(`${file}.damaged-shm`);
  expect(start(file)).toMatchObject({ ...everything, keptAside: expect.any(String) });
});

test("the next start moves a WAL that an interrupted start has left behind", () => {
  renameSync(file, `${file}.damaged`);
  expect(start(file)).toMatchObject({ ...everything, keptAside: expect.any(String) });
});

test("a new database damaged before the rows are saved in it is kept aside as well and replaced", () => {
  symlinkSync("nowhere", `${file}.damaged-shm`);
  expect(start(file)).toBe("store-unwritable");
  rmSync(`${file}.damaged-shm`);
  const db = new DatabaseSync(file);
  db.exec("DROP TABLE key_check");
  db.close();
  expect(start(file)).toMatchObject(everything);
  expect(asideOf("offline.db")).toHaveLength(2);
  expect(existsSync(`${file}.damaged`)).toBe(false);
});
