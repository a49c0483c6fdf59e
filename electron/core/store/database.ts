import { existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { operatorError } from "#shared/errors.ts";
import { checkSchema, latestVersion, migrate } from "./migrations.ts";
import { open, seal, SealBroken } from "./sealed.ts";
import { first, transaction } from "./sql.ts";
import { isOfNoVersion, onDisk, storeFault, StoreFault } from "./store-fault.ts";
import { versionInFile } from "./version-in-file.ts";

/**
 * The first version in which two connections cannot corrupt a database in WAL mode
 * (https://www.sqlite.org/wal.html, "The WAL-reset bug").
 */
const oldestSqlite = [3, 51, 3] as const;

/** Opens a connection; tests replace it by one to a faulty disk. */
export type Connect = (file: string) => DatabaseSync;

export const connect: Connect = (file) => new DatabaseSync(file, { enableForeignKeyConstraints: true });

/** The database, and the path of a damaged one whose readable rows were copied to it. */
export interface Opened {
  readonly db: DatabaseSync;
  readonly keptAside: string | null;
}

/**
 * Opens the database of all durable data: one connection, WAL with `synchronous=FULL`. A database
 * that is damaged or does not open with `key` is moved to `unsavedName`, and a new one is created;
 * `save` copies readable rows from the damaged one to it, and then the damaged one gets its last
 * name. If the program ends before that, the next start continues, so `save` may get rows again
 * that it has copied. Throws StoreFault: `store-newer` for a database of a newer version, which
 * stays untouched, and others if the disk or the directory cannot be used.
 */
export function openDatabase(
  file: string,
  key: Uint8Array,
  now: Date,
  connectTo: Connect,
  save: (damaged: DatabaseSync, fresh: DatabaseSync) => void,
): Opened {
  return onDisk(() => {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const unsaved = unsavedName(file);
    for (const each of [file, unsaved]) refuseNewer(each);
    if (existsSync(unsaved) && !existsSync(file)) move(file, unsaved, parts);
    const db = openSound(file, key, connectTo) ?? replace(file, key, now, connectTo);
    if (!existsSync(unsaved)) return { db, keptAside: null };
    try {
      saveWhatCanBeRead(unsaved, db, save);
      const keptAside = asideName(file, now);
      move(unsaved, keptAside, parts.toReversed());
      return { db, keptAside };
    } catch (fault) {
      db.close();
      throw fault;
    }
  });
}

/** The name of a damaged database whose readable rows are not all copied yet. */
export const unsavedName = (file: string): string => `${file}.damaged`;

/** Returns a free name for a damaged database whose readable rows were copied. */
export function asideName(file: string, now: Date): string {
  const stamp = now.toISOString().replace(/[:.]/g, "-");
  let aside = `${file}.damaged-${stamp}`;
  for (let n = 2; existsSync(aside); n += 1) aside = `${file}.damaged-${stamp}-${n}`;
  return aside;
}

function refuseNewer(file: string): void {
  const made = versionInFile(file);
  if (made > latestVersion)
    throw new StoreFault(operatorError("store-newer", {}, `database version ${made}, this program ${latestVersion}`));
}

/** Opens a database, a new one if there is none; null if it is damaged. */
function openSound(file: string, key: Uint8Array, connectTo: Connect): DatabaseSync | null {
  // An interrupted replacement may leave its new database empty; otherwise an empty one lost its
  // content.
  const isEmpty = statSync(file, { throwIfNoEntry: false })?.size === 0;
  if (isEmpty && !existsSync(unsavedName(file))) return null;
  try {
    return ready(connectTo(file), key);
  } catch (fault) {
    if (storeFault(fault).error.code === "store-damaged") return null;
    throw fault;
  }
}

/** Moves a damaged database out of the way and creates a new one. */
function replace(file: string, key: Uint8Array, now: Date, connectTo: Connect): DatabaseSync {
  // If an earlier one is unsaved, this one is its damaged copy: the rows are in the earlier one.
  move(file, existsSync(unsavedName(file)) ? asideName(file, now) : unsavedName(file), parts);
  return ready(connectTo(file), key);
}

function ready(db: DatabaseSync, key: Uint8Array): DatabaseSync {
  try {
    db.exec(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA busy_timeout = 0",
    );
    refuseOldSqlite(db);
    const made = version(db);
    if (made < latestVersion)
      transaction(db, () => {
        migrate(db, made, key);
        if (made === 0) db.prepare("INSERT INTO key_check VALUES (1, ?)").run(seal(key, "key_check", ""));
      });
    checkSchema(db);
    const check = first(db, z.object({ sealed: z.instanceof(Uint8Array) }), "SELECT sealed FROM key_check");
    if (check === undefined) throw new SealBroken("key_check");
    open(key, "key_check", check.sealed);
    const sound = first(db, z.object({ integrity_check: z.string() }), "PRAGMA integrity_check(1)");
    if (sound?.integrity_check !== "ok") throw new SealBroken("integrity_check");
    return db;
  } catch (fault) {
    db.close();
    // These statements fail like this only on a database that no version of this program wrote.
    if (isOfNoVersion(fault)) throw new SealBroken("schema or values of no version");
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

/** Whether a version of SQLite, such as `3.51.3`, has no WAL-reset bug. */
export function isNewEnough(found: string): boolean {
  const parts = found.split(".").map(Number);
  const differing = oldestSqlite.findIndex((part, index) => parts[index] !== part);
  return differing === -1 || (parts[differing] ?? 0) > (oldestSqlite[differing] ?? 0);
}

/** The suffixes of the files of a database: the database itself, its WAL, and the WAL's index. */
const parts = ["", "-wal", "-shm"] as const;

/**
 * Renames the files of a database in the order of `suffixes`. A database comes to `unsavedName`
 * first and leaves it last, so that its presence there means that work is left, even if the program
 * ends between two renames.
 */
function move(from: string, to: string, suffixes: readonly string[]): void {
  for (const suffix of suffixes) if (existsSync(`${from}${suffix}`)) renameSync(`${from}${suffix}`, `${to}${suffix}`);
}

function saveWhatCanBeRead(
  unsaved: string,
  fresh: DatabaseSync,
  save: (damaged: DatabaseSync, fresh: DatabaseSync) => void,
): void {
  // With writable_schema, SQLite also reads a file that is shorter than its header says (lockBtree
  // in its btree.c).
  const damaged = new DatabaseSync(unsaved, { defensive: false });
  try {
    damaged.exec("PRAGMA writable_schema = ON");
    save(damaged, fresh);
  } finally {
    damaged.close();
  }
}
