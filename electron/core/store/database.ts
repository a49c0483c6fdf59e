import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { open, seal, SealBroken } from "./sealed.ts";
import { first, transaction } from "./sql.ts";
import { onDisk, storeFault } from "./store-fault.ts";

/** Before this version two connections could corrupt a database in WAL mode (https://www.sqlite.org/wal.html, "The WAL-reset bug"). */
const oldestSqlite = [3, 51, 3] as const;

/**
 * `sealed` and the like are AES-256-GCM under the key of the vault, `item` and `object` under the key of the working set. In
 * clear are numbers, the thumbprints of device keys, and the ids of grants: none says anything of a person or a card.
 */
const firstSchema = `
  CREATE TABLE key_check(id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
  CREATE TABLE device(device TEXT PRIMARY KEY, sealed BLOB NOT NULL, head BLOB NOT NULL) STRICT;
  CREATE TABLE entry(device TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, state BLOB NOT NULL,
    PRIMARY KEY (device, seq)) STRICT;
  CREATE TABLE working_set(id INTEGER PRIMARY KEY, whole INTEGER NOT NULL, sealed BLOB NOT NULL, salt BLOB NOT NULL,
    wrapped BLOB NOT NULL, tries BLOB NOT NULL) STRICT;
  CREATE TABLE working_object(id INTEGER PRIMARY KEY, working_set INTEGER NOT NULL REFERENCES working_set ON DELETE CASCADE,
    item BLOB NOT NULL, object BLOB NOT NULL) STRICT;
  CREATE INDEX object_of_set ON working_object(working_set);
  PRAGMA user_version = 1;
`;

/** Each leads from the version before it, from an empty database on. `n` of a bulk's objects counts from 0. */
const schemas = [
  firstSchema,
  `CREATE TABLE bulk(id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
  CREATE TABLE bulk_item(n INTEGER PRIMARY KEY, attempt INTEGER NOT NULL, object BLOB NOT NULL, state BLOB NOT NULL) STRICT;
  PRAGMA user_version = 2;`,
];

/** How a connection is opened; tests put a faulty disk in its place. */
export type Connect = (file: string) => DatabaseSync;

export const connect: Connect = (file) => new DatabaseSync(file, { enableForeignKeyConstraints: true });

/** The database, and the name under which a damaged one before it was kept. */
export interface Opened {
  readonly db: DatabaseSync;
  readonly keptAside: string | null;
}

/**
 * Opens the database of everything that must not be lost, one connection, WAL with `synchronous=FULL`. One that is damaged or that
 * `key` does not open is moved aside with its WAL, never overwritten, and a new one begun; `save` is handed the damaged one, for
 * reading, and the new one. Throws StoreFault where the disk or the directory cannot be used.
 */
export function openDatabase(
  file: string,
  key: Uint8Array,
  now: Date,
  connectTo: Connect,
  save: (damaged: DatabaseSync, fresh: DatabaseSync) => void,
): Opened {
  onDisk(() => mkdirSync(dirname(file), { recursive: true, mode: 0o700 }));
  try {
    if (statSync(file, { throwIfNoEntry: false })?.size === 0) throw new SealBroken("a file without content");
    return { db: ready(connectTo(file), key), keptAside: null };
  } catch (fault) {
    const known = fault instanceof SealBroken ? null : storeFault(fault);
    if (known !== null && known.error.code !== "store-damaged") throw known;
  }
  const aside = onDisk(() => keepAside(file, now));
  const db = onDisk(() => ready(connectTo(file), key));
  saveWhatCanBeRead(aside, db, save);
  return { db, keptAside: aside };
}

function ready(db: DatabaseSync, key: Uint8Array): DatabaseSync {
  try {
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 0",
    );
    refuseOldSqlite(db);
    const made = version(db);
    if (made < schemas.length)
      transaction(db, () => {
        for (const schema of schemas.slice(made)) db.exec(schema);
        if (made === 0) db.prepare("INSERT INTO key_check VALUES (1, ?)").run(seal(key, "key_check", ""));
      });
    const check = first(db, z.object({ sealed: z.instanceof(Uint8Array) }), "SELECT sealed FROM key_check");
    if (check === undefined) throw new SealBroken("key_check");
    open(key, "key_check", check.sealed);
    const sound = first(db, z.object({ integrity_check: z.string() }), "PRAGMA integrity_check(1)");
    if (sound?.integrity_check !== "ok") throw new SealBroken("integrity_check");
    return db;
  } catch (fault) {
    db.close();
    throw fault;
  }
}

const version = (db: DatabaseSync): number =>
  first(db, z.object({ user_version: z.number() }), "PRAGMA user_version")?.user_version ?? 0;

function refuseOldSqlite(db: DatabaseSync): void {
  const row = first(db, z.object({ version: z.string() }), "SELECT sqlite_version() AS version");
  if (!isNewEnough(row?.version ?? "0"))
    throw new Error(`SQLite ${row?.version} is too old for a journal in WAL mode.`);
}

/** Whether a version of SQLite, such as `3.51.3`, is without the WAL-reset bug. */
export function isNewEnough(found: string): boolean {
  const parts = found.split(".").map(Number);
  const differing = oldestSqlite.findIndex((part, index) => parts[index] !== part);
  return differing === -1 || (parts[differing] ?? 0) > (oldestSqlite[differing] ?? 0);
}

/** Moves a database and what belongs to it to a name of its own, which it answers. */
function keepAside(file: string, now: Date): string {
  const stamp = now.toISOString().replace(/[:.]/g, "-");
  let aside = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${file}.damaged-${stamp}-${n}`;
  renameSync(file, aside);
  for (const part of ["-wal", "-shm"])
    if (existsSync(`${file}${part}`)) renameSync(`${file}${part}`, `${aside}${part}`);
  return aside;
}

function saveWhatCanBeRead(
  aside: string,
  fresh: DatabaseSync,
  save: (damaged: DatabaseSync, fresh: DatabaseSync) => void,
): void {
  // With a schema that may be written SQLite reads on where the file is shorter than its header says (lockBtree in its btree.c).
  const damaged = new DatabaseSync(aside, { defensive: false });
  try {
    damaged.exec("PRAGMA writable_schema = ON");
    save(damaged, fresh);
  } finally {
    damaged.close();
  }
}
