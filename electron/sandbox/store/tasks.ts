import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { changeSchema } from "#shared/domain/change.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { all, first, run } from "./sql.ts";

const json = <S extends z.ZodType>(schema: S) => z.string().transform((text) => schema.parse(JSON.parse(text)));

const askedSchema = z.object({ version: z.number(), state: z.string(), changes: z.array(changeSchema) });
const postponedSchema = z.object({ by: z.string(), at: z.string(), reason: z.string() });

/**
 * A process instance that waits, or waited, for a second person. `asked` is the object as its
 * requester saw it, with the changes they requested.
 */
const taskRow = z.object({
  id: z.string(),
  instance: z.string(),
  requestedAt: z.string(),
  asked: json(askedSchema),
  postponed: json(postponedSchema).nullable(),
  /** `approve`, `reject` or `withdraw`; null while it is open. */
  decision: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
});
export type StoredTask = z.output<typeof taskRow>;

export function insertTask(
  db: DatabaseSync,
  { id, instance, requestedAt, asked }: Pick<StoredTask, "id" | "instance" | "requestedAt" | "asked">,
): void {
  const sql = "INSERT INTO tasks (id, instance, requested_at, asked) VALUES (?, ?, ?, ?)";
  run(db, sql, id, instance, requestedAt, JSON.stringify(asked));
}

const columns = `SELECT id, instance, requested_at AS requestedAt, asked, postponed, decision, decided_by AS decidedBy,
  decided_at AS decidedAt FROM tasks`;

export const findTask = (db: DatabaseSync, id: string): StoredTask | undefined =>
  first(db, taskRow, `${columns} WHERE id = ?`, id);

/** Returns the oldest open tasks, oldest first. */
export const openTasks = (db: DatabaseSync, most: number): StoredTask[] =>
  all(db, taskRow, `${columns} WHERE decision IS NULL ORDER BY n LIMIT ?`, most);

const waitingRow = z.object({ instance: z.string(), operator: z.string() });

/**
 * Returns the instance of this process that waits for a decision on this object, with the id of its
 * operator; undefined if there is none.
 */
export const findWaiting = (
  db: DatabaseSync,
  process: string,
  { type, id }: Ref,
): z.output<typeof waitingRow> | undefined =>
  first(
    db,
    waitingRow,
    `SELECT instance, operator FROM tasks JOIN instances ON instances.id = tasks.instance
     WHERE decision IS NULL AND process = ? AND type = ? AND object = ?`,
    process,
    type,
    id,
  );

/** Closes a task. */
export const setDecision = (
  db: DatabaseSync,
  id: string,
  { decision, by, at }: { readonly decision: string; readonly by: string; readonly at: string },
): void => run(db, "UPDATE tasks SET decision = ?, decided_by = ?, decided_at = ? WHERE id = ?", decision, by, at, id);

/** Postpones a task; it stays open. */
export const setPostponed = (db: DatabaseSync, id: string, postponed: NonNullable<StoredTask["postponed"]>): void =>
  run(db, "UPDATE tasks SET postponed = ? WHERE id = ?", JSON.stringify(postponed), id);
