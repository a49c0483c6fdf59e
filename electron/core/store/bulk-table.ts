import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { refSchema } from "#shared/domain/ref.ts";
import { operatorError } from "#shared/errors.ts";
import { valuesSchema } from "#shared/idm/instance.ts";
import { operatorSchema } from "#shared/idm/session.ts";
import { bulkItemStateSchema } from "#shared/ipc/bulk.ts";
import { salvage } from "./journal-table.ts";
import { open, seal, SealBroken } from "./sealed.ts";
import { all, first, transaction } from "./sql.ts";

/** A bulk as its operator confirmed it; `id` names the run in its idempotency keys. */
export const bulkRecordSchema = z.object({
  id: z.uuid(),
  coreTemplate: z.string(),
  process: z.string(),
  processName: z.string(),
  values: valuesSchema,
  operator: operatorSchema,
  startedAt: z.iso.datetime(),
});
export type BulkRecord = z.infer<typeof bulkRecordSchema>;

const bulkObjectSchema = z.object({ ref: refSchema, label: z.string(), version: z.number().int() });
export type BulkObject = z.infer<typeof bulkObjectSchema>;

/** Where an object of a bulk stands, after so many attempts. */
const standingSchema = z.object({ n: z.number().int(), attempt: z.number().int(), state: bulkItemStateSchema });
export type Standing = z.infer<typeof standingSchema>;

export interface StoredBulk {
  readonly record: BulkRecord;
  readonly items: readonly (BulkObject & Standing)[];
}

const blob = z.instanceof(Uint8Array);
const bulkRow = z.object({ id: z.number(), sealed: blob });
const itemRow = z.object({ n: z.number(), attempt: z.number(), object: blob, state: blob });

/** Where each value lies, which it is sealed to. */
const place = {
  record: "bulk",
  object: (run: string, n: number) => `bulk ${run} object ${n}`,
  state: (run: string, n: number) => `bulk ${run} state ${n}`,
};

const empty = "DELETE FROM bulk_item; DELETE FROM bulk";

/** The one bulk of this machine in the database. Every function is one transaction, on disk when it returns. */
export function bulkTable(db: DatabaseSync, key: Uint8Array) {
  const sealed = (where: string, value: unknown): Uint8Array => seal(key, where, JSON.stringify(value));
  const opened = <S extends z.ZodType>(where: string, schema: S, value: Uint8Array): z.output<S> =>
    schema.parse(JSON.parse(open(key, where, value).toString("utf8")));

  function record(): BulkRecord | null {
    const row = first(db, bulkRow, "SELECT id, sealed FROM bulk");
    return row === undefined ? null : readable(() => opened(place.record, bulkRecordSchema, row.sealed));
  }

  return {
    /** The bulk; null where there is none. An object that cannot be read is left out, a state that cannot be read is unknown. */
    bulk(): StoredBulk | null {
      const found = record();
      if (found === null) return null;
      const items = all(db, itemRow, "SELECT n, attempt, object, state FROM bulk_item ORDER BY n").flatMap((row) => {
        const { n, attempt } = row;
        const object = readable(() => opened(place.object(found.id, n), bulkObjectSchema, row.object));
        const state = readable(() => opened(place.state(found.id, n), bulkItemStateSchema, row.state));
        const lost = { kind: "unknown", since: found.startedAt, error: operatorError("store-damaged") } as const;
        return object === null ? [] : [{ ...object, n, attempt, state: state ?? lost }];
      });
      return { record: found, items };
    },

    /** Writes a new bulk with its objects, which all wait. There must be none, but for one that cannot be read. */
    beginBulk(begun: BulkRecord, objects: readonly BulkObject[]): void {
      transaction(db, () => {
        if (record() === null) db.exec(empty);
        db.prepare("INSERT INTO bulk VALUES (1, ?)").run(sealed(place.record, bulkRecordSchema.parse(begun)));
        const insert = db.prepare("INSERT INTO bulk_item VALUES (?, 0, ?, ?)");
        for (const [n, object] of objects.entries()) {
          const state = sealed(place.state(begun.id, n), { kind: "waiting" });
          insert.run(n, sealed(place.object(begun.id, n), bulkObjectSchema.parse(object)), state);
        }
      });
    },

    /** Sets where objects of the bulk `run` stand, all or none. */
    setBulkItems(run: string, standings: readonly Standing[]): void {
      transaction(db, () => {
        const update = db.prepare("UPDATE bulk_item SET attempt = ?, state = ? WHERE n = ?");
        for (const { n, attempt, state } of standings) update.run(attempt, sealed(place.state(run, n), state), n);
      });
    },

    /** Removes the bulk from this machine. */
    closeBulk(): void {
      transaction(db, () => db.exec(empty));
    },
  };
}

export type BulkTable = ReturnType<typeof bulkTable>;

/** Copies what SQLite still gives of a bulk out of a damaged database, as it is. */
export function saveBulk(damaged: DatabaseSync, fresh: DatabaseSync): void {
  transaction(fresh, () => {
    const bulk = fresh.prepare("INSERT OR IGNORE INTO bulk VALUES (?, ?)");
    for (const { id, sealed } of salvage(damaged, "bulk", bulkRow)) bulk.run(id, sealed);
    const item = fresh.prepare("INSERT OR IGNORE INTO bulk_item VALUES (?, ?, ?, ?)");
    for (const { n, attempt, object, state } of salvage(damaged, "bulk_item", itemRow))
      item.run(n, attempt, object, state);
  });
}

/** Null where the value was changed or is not what it should be. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof SealBroken || fault instanceof z.ZodError || fault instanceof SyntaxError) return null;
    throw fault;
  }
}
