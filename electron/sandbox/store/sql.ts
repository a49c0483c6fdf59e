import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import type { z } from "zod";

const statements = new WeakMap<DatabaseSync, Map<string, StatementSync>>();

/**
 * Returns the prepared statement, cached by connection: preparing one takes longer than running it.
 */
function prepared(db: DatabaseSync, sql: string): StatementSync {
  const known = statements.get(db) ?? new Map<string, StatementSync>();
  statements.set(db, known);
  const statement = known.get(sql) ?? db.prepare(sql);
  known.set(sql, statement);
  return statement;
}

/** Returns all rows of a query, each parsed by `row`. */
export function all<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S>[] {
  return prepared(db, sql)
    .all(...values)
    .map((found) => row.parse(found));
}

/** Returns the first row of a query, parsed by `row`; undefined if there is none. */
export function first<S extends z.ZodType>(
  db: DatabaseSync,
  row: S,
  sql: string,
  ...values: SQLInputValue[]
): z.output<S> | undefined {
  const found = prepared(db, sql).get(...values);
  return found === undefined ? undefined : row.parse(found);
}

/** Runs a statement that returns no rows. */
export function run(db: DatabaseSync, sql: string, ...values: SQLInputValue[]): void {
  prepared(db, sql).run(...values);
}

/**
 * Runs `work` in a transaction, which is rolled back if it throws. Inside another transaction it is
 * a savepoint, so that a part can be undone while the rest is kept. `work` must be synchronous:
 * there is one connection, and every other request uses it too.
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
