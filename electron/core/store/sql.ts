import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { z } from "zod";
import { SealBroken } from "./sealed.ts";

/**
 * Parses a row. A cell of another type is damage, since no version of this program writes one.
 * Throws SealBroken.
 */
export function parseRow<S extends z.ZodType>(row: S, found: unknown): z.output<S> {
  const parsed = row.safeParse(found);
  if (!parsed.success) throw new SealBroken("a row of another form");
  return parsed.data;
}

/** Returns all rows of a query, each parsed by `row`. Throws SealBroken. */
export function all<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S>[] {
  return db
    .prepare(sql)
    .all(...values)
    .map((found) => parseRow(row, found));
}

/**
 * Returns the first row of a query, parsed by `row`; undefined if there is none. Throws SealBroken.
 */
export function first<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S> | undefined {
  const found = db.prepare(sql).get(...values);
  return found === undefined ? undefined : parseRow(row, found);
}

/** Runs `work` in a transaction; an exception rolls it back. */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec("BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec("COMMIT");
    return result;
  } catch (fault) {
    // A full disk may have ended the transaction already.
    if (db.isTransaction) db.exec("ROLLBACK");
    throw fault;
  }
}
