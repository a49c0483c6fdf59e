import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { readJson, sealJson } from "./sealed-json.ts";
import { all } from "./sql.ts";

/**
 * Migrates a database from one version to the next. Frozen once released. `key`: the vault's key.
 */
type Migration = (db: DatabaseSync, key: Uint8Array) => void;

/** Journal and working set. */
const toVersion1: Migration = (db) =>
  db.exec(`
    CREATE TABLE key_check(id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
    CREATE TABLE device(device TEXT PRIMARY KEY, sealed BLOB NOT NULL, head BLOB NOT NULL) STRICT;
    CREATE TABLE entry(device TEXT NOT NULL, seq INTEGER NOT NULL, sealed BLOB NOT NULL, state BLOB NOT NULL,
      PRIMARY KEY (device, seq)) STRICT;
    CREATE TABLE working_set(id INTEGER PRIMARY KEY, whole INTEGER NOT NULL, sealed BLOB NOT NULL,
      salt BLOB NOT NULL, wrapped BLOB NOT NULL, tries BLOB NOT NULL) STRICT;
    CREATE TABLE working_object(id INTEGER PRIMARY KEY,
      working_set INTEGER NOT NULL REFERENCES working_set ON DELETE CASCADE,
      item BLOB NOT NULL, object BLOB NOT NULL) STRICT;
    CREATE INDEX object_of_set ON working_object(working_set);
  `);

/** The bulk; `n` is the index of an object, from 0. */
const toVersion2: Migration = (db) =>
  db.exec(`
    CREATE TABLE bulk(id INTEGER PRIMARY KEY CHECK (id = 1), sealed BLOB NOT NULL) STRICT;
    CREATE TABLE bulk_item(n INTEGER PRIMARY KEY, attempt INTEGER NOT NULL, object BLOB NOT NULL,
      state BLOB NOT NULL) STRICT;
  `);

const setRow = z.object({ id: z.number(), whole: z.number(), sealed: z.instanceof(Uint8Array) });

/**
 * Stores the cost of key derivation with each working set; it was a constant before. Adds `next`,
 * the cursor of the next page, to every header; a draft without it cannot be continued and is
 * deleted.
 */
const toVersion3: Migration = (db, key) => {
  db.exec("ALTER TABLE working_set ADD COLUMN kdf BLOB NOT NULL DEFAULT x''");
  const update = db.prepare("UPDATE working_set SET kdf = ?, sealed = ? WHERE id = ?");
  for (const { id, whole, sealed } of all(db, setRow, "SELECT id, whole, sealed FROM working_set")) {
    const place = `working set ${id}`;
    const header = readJson(key, place, z.looseObject({}), sealed);
    const hasNext = header.kind !== "read" || "next" in header.value;
    if (whole === 0 && !hasNext) db.prepare("DELETE FROM working_set WHERE id = ?").run(id);
    // Damaged values stay unchanged; reading them reports the damage.
    const kept = header.kind === "read" && !hasNext ? sealJson(key, place, { ...header.value, next: null }) : sealed;
    update.run(sealJson(key, `kdf ${id}`, { name: "scrypt", N: 2 ** 17, r: 8, p: 1 }), kept, id);
  }
};

const migrations: readonly Migration[] = [toVersion1, toVersion2, toVersion3];

/** The version (`PRAGMA user_version`) of the databases that this program writes. */
export const latestVersion = migrations.length;

/** Every table of the latest version with every column that is read or written. */
const tables = [
  "SELECT id, sealed FROM key_check",
  "SELECT device, sealed, head FROM device",
  "SELECT device, seq, sealed, state FROM entry",
  "SELECT id, whole, sealed, salt, wrapped, tries, kdf FROM working_set",
  "SELECT id, working_set, item, object FROM working_object",
  "SELECT id, sealed FROM bulk",
  "SELECT n, attempt, object, state FROM bulk_item",
];

/** Throws SQLite's error (no such table, no such column) if a part of the schema is missing. */
export function checkSchema(db: DatabaseSync): void {
  for (const sql of tables) db.prepare(sql);
}

/**
 * Migrates a database of version `from`, 0 for an empty one, to the latest. Call it inside a
 * transaction.
 */
export function migrate(db: DatabaseSync, from: number, key: Uint8Array): void {
  for (const migration of migrations.slice(from)) migration(db, key);
  db.exec(`PRAGMA user_version = ${latestVersion}`);
}
