import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { first } from "./sql.ts";
import { isOfDisk, sqliteCode } from "./store-fault.ts";

/**
 * The highest rowid to try: a damaged database may report no last row, or a number without bound.
 */
const furthestRow = { device: 100_000, entry: 100_000, bulk: 1, bulk_item: 10_000 } as const;

/** Null if the table is empty. */
const lastRow = z.object({ last: z.number().nullable() });

/**
 * Yields the rows of a table that SQLite can still read in a damaged database, one by one, so that
 * a bad page does not hide the others.
 */
export function* salvage<S extends z.ZodType>(
  db: DatabaseSync,
  table: keyof typeof furthestRow,
  schema: S,
): Generator<z.output<S>> {
  const one = readable(() => db.prepare(`SELECT * FROM ${table} WHERE rowid = ?`));
  const end = readable(() => first(db, lastRow, `SELECT max(rowid) AS last FROM ${table}`));
  const last = Math.min(end === null ? furthestRow[table] : (end?.last ?? 0), furthestRow[table]);
  if (one === null) return;
  for (let row = 0; row <= last; row += 1) {
    const found = readable(() => one.get(row));
    const parsed = schema.safeParse(found);
    if (parsed.success) yield parsed.data;
  }
}

/** Runs a read; null if SQLite reports damage. Throws errors that say nothing about the content. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (sqliteCode(fault) !== null && !isOfDisk(fault)) return null;
    throw fault;
  }
}
