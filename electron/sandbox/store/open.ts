import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Ca } from "../ca/ca.ts";
import { openCa } from "../ca/open-ca.ts";
import { insertGrantKey } from "../offline/grant-token.ts";
import { StartError } from "#shared/start-error.ts";
import { laterColumns, laterIndexes, schema, schemaVersion } from "./schema.ts";
import { openSearchIndex, type SearchIndex } from "./search.ts";
import { seedStore } from "./seed.ts";
import { all, first, transaction } from "./sql.ts";

/**
 * The oldest SQLite accepted: older ones can lose committed data when a write-ahead log is reset
 * (fixed in 3.51.3).
 */
const oldestSqlite = [3, 51, 3] as const;

const defaultPeople = 200;
const defaultSeed = 1;

/** The data of the sandbox: its database, the CA in it, and the search index over it. */
export interface Store {
  readonly db: DatabaseSync;
  readonly ca: Ca;
  readonly search: SearchIndex;
  /** Does nothing if the data is closed. */
  close(): void;
}

export interface StoreOptions {
  readonly dataDir: string;
  /** Undefined: the value that the existing data was made with, or the default. */
  readonly people: number | undefined;
  readonly seed: number | undefined;
  /** The base of the CA's own addresses, `http://127.0.0.1:PORT`. */
  readonly baseUrl: string;
  readonly now: () => Date;
  /** Called with the number of people so far, while the data is made. */
  readonly made?: (people: number) => void;
}

/** Opens the data in `dataDir`; makes it if there is none. Throws StartError if that fails. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const db = openDatabase(options.dataDir);
  try {
    const made = first(db, z.object({ user_version: z.number() }), "PRAGMA user_version")?.user_version;
    if (made !== 0 && made !== schemaVersion) {
      throw new StartError(`${options.dataDir} holds data of another version of the sandbox; use another --data-dir`);
    }
    const { baseUrl, now, made: told = () => undefined } = options;
    const { seed, people } = made === 0 ? wanted(options) : found(db, options);
    const ca = await openCa(db, { seed, baseUrl, now });
    if (made === 0) {
      transaction(db, () => {
        db.exec(schema);
        seedStore(db, ca, { seed, people }, told);
        insertGrantKey(db);
        db.exec(`PRAGMA user_version = ${schemaVersion}`);
      });
    }
    addColumns(db);
    db.exec(laterIndexes);
    return {
      db,
      ca,
      search: openSearchIndex(db),
      close() {
        if (db.isOpen) db.close();
      },
    };
  } catch (fault) {
    db.close();
    throw fault;
  }
}

function addColumns(db: DatabaseSync): void {
  for (const { table, column, type } of laterColumns) {
    const columns = all(db, z.object({ name: z.string() }), `PRAGMA table_info(${table})`);
    if (!columns.some(({ name }) => name === column)) db.exec(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
}

/** Removes the data, so that the next `openStore` makes it again. The store must be closed. */
export function removeStore(dataDir: string): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(databaseIn(dataDir) + suffix, { force: true });
}

/** Returns the path of the database of the data in `dataDir`. */
export const databaseIn = (dataDir: string): string => join(dataDir, "sandbox.db");

function openDatabase(dataDir: string): DatabaseSync {
  try {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const db = new DatabaseSync(databaseIn(dataDir));
    checkSqlite(db);
    // Exclusive: two sandboxes on the same data would not see each other's changes.
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
    // 64 MiB: with the default of 2 MB, making the data of 100,000 people takes twice as long.
    db.exec("PRAGMA cache_size = -65536; BEGIN IMMEDIATE; COMMIT");
    return db;
  } catch (fault) {
    if (fault instanceof StartError) throw fault;
    const reason = fault instanceof Error ? fault.message : String(fault);
    if (/database is locked/.test(reason)) throw new StartError(`another sandbox is using the data in ${dataDir}`);
    throw new StartError(`the data directory ${dataDir} cannot be used: ${reason}`);
  }
}

function checkSqlite(db: DatabaseSync): void {
  const version = first(db, z.object({ version: z.string() }), "SELECT sqlite_version() AS version")?.version ?? "";
  const parts = version.split(".").map(Number);
  const difference = oldestSqlite.map((part, index) => (parts[index] ?? 0) - part).find((each) => each !== 0) ?? 0;
  if (difference < 0)
    throw new StartError(`SQLite ${oldestSqlite.join(".")} or newer is needed; this Node has ${version}`);
}

/** Returns the seed that the data was made with. */
export const seedOf = (db: DatabaseSync): number => meta(db, "seed");

const meta = (db: DatabaseSync, key: string): number =>
  first(db, z.object({ value: z.number() }), "SELECT value FROM meta WHERE key = ?", key)?.value ?? 0;

const wanted = ({ people = defaultPeople, seed = defaultSeed }: StoreOptions) => ({ people, seed });

/**
 * Returns the parameters that the data was made with. Throws StartError if others were asked for,
 * so that no test runs on wrong data.
 */
function found(db: DatabaseSync, options: StoreOptions): { people: number; seed: number } {
  const made = { people: meta(db, "people"), seed: meta(db, "seed") };
  const { people = made.people, seed = made.seed } = options;
  if (people === made.people && seed === made.seed) return made;
  throw new StartError(
    `${options.dataDir} holds data made with --people ${made.people} --seed ${made.seed}; use another --data-dir`,
  );
}
