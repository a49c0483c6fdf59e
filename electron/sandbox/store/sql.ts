import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import type { z } from "zod";

/** All rows of a query, each read by `row`. */
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

/** The first row of a query, read by `row`; undefined where there is none. */
export function first<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S> | undefined {
  const found = db.prepare(sql).get(...values);
  return found === undefined ? undefined : row.parse(found);
}

/** Runs a statement that answers nothing. */
export function run(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): void {
  db.prepare(sql).run(...values);
}

/**
 * All of `work` or nothing: what it throws undoes it. Inside another transaction it is a savepoint, so that a part can
 * be undone while the rest is kept. `work` must not wait for anything: there is one connection, and every other request uses it too.
 */
export function transaction<T>(db: DatabaseSync, work: () => T): T {
  const nested = db.isTransaction;
  db.exec(nested ? "SAVEPOINT part" : "BEGIN IMMEDIATE");
  try {
    const result = work();
    db.exec(nested ? "RELEASE part" : "COMMIT");
    return result;
  } catch (fault) {
    // A full disk can have ended the transaction already.
    if (db.isTransaction) db.exec(nested ? "ROLLBACK TO part; RELEASE part" : "ROLLBACK");
    throw fault;
  }
}
