import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { About } from "#shared/domain/about.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { operatorError } from "#shared/errors.ts";
import type { Values } from "#shared/idm/instance.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { BulkItemState } from "#shared/ipc/bulk.ts";
import { asideName } from "./database.ts";
import { aboutFromDisk } from "./format-v1/parts.ts";
import { bulkObjectV1, bulkRecordV1, bulkStateFromDisk, bulkStateToDisk, bulkStateV1 } from "./format-v1/bulk.ts";
import { salvage } from "./salvage.ts";
import { openJson, OtherVersion, readJson, sealJson } from "./sealed-json.ts";
import { SealBroken } from "./sealed.ts";
import { all, first, transaction } from "./sql.ts";

/** A bulk as its operator confirmed it; `id` names the run in its idempotency keys. */
export interface BulkRecord {
  readonly id: string;
  readonly coreTemplate: string;
  readonly process: string;
  readonly processName: string;
  readonly values: Values;
  readonly operator: Operator;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
}

export interface BulkObject {
  readonly ref: Ref;
  readonly label: string;
  readonly about: About | null;
  readonly version: number;
}

/** The state of an object of a bulk after `attempt` retries. `n`: its index, from 0. */
export interface ItemProgress {
  n: number;
  attempt: number;
  state: BulkItemState;
}

export interface StoredBulk {
  readonly record: BulkRecord;
  readonly items: readonly (BulkObject & ItemProgress)[];
}

const blob = z.instanceof(Uint8Array);
const bulkRow = z.object({ id: z.number(), sealed: blob });
const itemRow = z.object({ n: z.number(), attempt: z.number(), object: blob, state: blob });

/** The position of each value, which its seal authenticates. */
const place = {
  record: "bulk",
  object: (run: string, n: number) => `bulk ${run} object ${n}`,
  state: (run: string, n: number) => `bulk ${run} state ${n}`,
};

const deleteAll = "DELETE FROM bulk_item; DELETE FROM bulk";

/**
 * The one bulk of this machine in the database, which is in `file`. Every function is one
 * transaction, on disk when it returns.
 */
export function bulkTable(db: DatabaseSync, key: Uint8Array, file: string) {
  /** Reads a sealed value; null if it is damaged. Throws OtherVersion. */
  function opened<S extends z.ZodType>(where: string, schema: S, value: Uint8Array): z.output<S> | null {
    const found = readJson(key, where, schema, value);
    if (found.kind === "otherVersion") throw new OtherVersion(where);
    return found.kind === "read" ? found.value : null;
  }

  function record(): BulkRecord | null {
    const row = first(db, bulkRow, "SELECT id, sealed FROM bulk");
    if (row !== undefined) return openJson(key, place.record, bulkRecordV1, row.sealed);
    const item = first(db, z.object({ n: z.number() }), "SELECT n FROM bulk_item LIMIT 1");
    if (item !== undefined) throw new SealBroken("bulk: objects without a record");
    return null;
  }

  /** Copies the rows of a damaged bulk to a database of their own, and deletes them here. */
  function putAside(): void {
    db.prepare("ATTACH DATABASE ? AS aside").run(asideName(file, new Date()));
    try {
      transaction(db, () => {
        db.exec("CREATE TABLE aside.bulk AS SELECT * FROM main.bulk");
        db.exec("CREATE TABLE aside.bulk_item AS SELECT * FROM main.bulk_item");
      });
    } finally {
      db.exec("DETACH DATABASE aside");
    }
    transaction(db, () => db.exec(deleteAll));
  }

  /**
   * Reads the bulk; null if there is none. A damaged object is left out; a damaged state becomes
   * `unknown`. Throws SealBroken for a damaged record: its id, which every other seal names, is
   * lost. Throws OtherVersion for a bulk that another version wrote in part: resuming it could
   * repeat that version's requests.
   */
  function bulk(): StoredBulk | null {
    const found = record();
    if (found === null) return null;
    const lost = { kind: "unknown", since: found.startedAt, error: operatorError("store-damaged") } as const;
    const items = all(db, itemRow, "SELECT n, attempt, object, state FROM bulk_item ORDER BY n").flatMap((row) => {
      const { n, attempt } = row;
      const object = opened(place.object(found.id, n), bulkObjectV1, row.object);
      const state = opened(place.state(found.id, n), bulkStateV1, row.state);
      return object === null
        ? []
        : [
            {
              ...object,
              about: aboutFromDisk(object["about"]),
              n,
              attempt,
              state: state === null ? lost : bulkStateFromDisk(state),
            },
          ];
    });
    return { record: found, items };
  }

  return {
    bulk,

    /**
     * Writes a new bulk with all objects waiting. No readable bulk may exist. Throws OtherVersion.
     * If the bulk before it is damaged, puts its rows aside and throws SealBroken, once: objects of
     * it may be in doubt, so an operator has to hear of it before a new one begins.
     */
    beginBulk(begun: BulkRecord, objects: readonly BulkObject[]): void {
      try {
        bulk();
      } catch (fault) {
        if (fault instanceof SealBroken) putAside();
        throw fault;
      }
      transaction(db, () => {
        const insertBulk = db.prepare("INSERT INTO bulk VALUES (1, ?)");
        insertBulk.run(sealJson(key, place.record, bulkRecordV1.parse(begun)));
        const insert = db.prepare("INSERT INTO bulk_item VALUES (?, 0, ?, ?)");
        for (const [n, object] of objects.entries()) {
          const state = sealJson(key, place.state(begun.id, n), bulkStateToDisk({ kind: "waiting" }));
          insert.run(n, sealJson(key, place.object(begun.id, n), bulkObjectV1.parse(object)), state);
        }
      });
    },

    /** Sets the states of objects of the bulk `run`, all or none. */
    setBulkItems(run: string, standings: readonly ItemProgress[]): void {
      transaction(db, () => {
        const update = db.prepare("UPDATE bulk_item SET attempt = ?, state = ? WHERE n = ?");
        for (const { n, attempt, state } of standings)
          update.run(attempt, sealJson(key, place.state(run, n), bulkStateToDisk(state)), n);
      });
    },

    /** Removes the bulk from this machine. */
    closeBulk(): void {
      transaction(db, () => db.exec(deleteAll));
    },
  };
}

export type BulkTable = ReturnType<typeof bulkTable>;

/** Copies the readable rows of the bulk in a damaged database unchanged. */
export function saveBulk(damaged: DatabaseSync, fresh: DatabaseSync): void {
  transaction(fresh, () => {
    const bulk = fresh.prepare("INSERT OR IGNORE INTO bulk VALUES (?, ?)");
    for (const { id, sealed } of salvage(damaged, "bulk", bulkRow)) bulk.run(id, sealed);
    const item = fresh.prepare("INSERT OR IGNORE INTO bulk_item VALUES (?, ?, ?, ?)");
    for (const { n, attempt, object, state } of salvage(damaged, "bulk_item", itemRow))
      item.run(n, attempt, object, state);
  });
}
