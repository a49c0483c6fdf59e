import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { z } from "zod";

/** All rows of a query, each parsed by `row`. */
export function all<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S>[] {
  return db
    .prepare(sql)
    .all(...values)
    .map((found) => row.parse(found));
}

/** The first row of a query, parsed by `row`; undefined if there is none. */
export function first<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S> | undefined {
  const found = db.prepare(sql).get(...values);
  return found === undefined ? undefined : row.parse(found);
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
