import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Ref } from "#shared/domain/ref.ts";
import { snapshotSchema, type Snapshot } from "#shared/idm/object.ts";
import { valuesSchema, type Values } from "#shared/idm/instance.ts";
import { currentTrace } from "../trace.ts";
import { all } from "./sql.ts";

/** An entry of a device's journal. */
export interface JournalOrigin {
  readonly device: string;
  readonly seq: number;
}

/**
 * An entry in the history of an object. `event` is a code: `process` for a process, else one of
 * `texts.events`.
 */
export interface HistoryRecord {
  readonly ref: Ref;
  readonly at: string;
  readonly operator: string;
  /** The approver, if the process needed one. */
  readonly approvedBy?: string | null;
  readonly process: string | null;
  readonly event: string;
  readonly before: Snapshot | null;
  readonly after: Snapshot | null;
  /** The values entered in a form, by field. */
  readonly values?: Values;
  readonly instance: string | null;
  /**
   * The journal entry of an offline decision; absent for an online one, and for entries from before
   * the first start of the sandbox.
   */
  readonly origin?: JournalOrigin | null;
}

/**
 * Returns a function that adds entries. The statement is prepared once because seeding writes many.
 */
export function historyWriter(db: DatabaseSync): (record: HistoryRecord) => void {
  const insert = db.prepare(
    `INSERT INTO history
       (type, id, at, operator, approved_by, process, event, before, after, entered, instance, device, journal_seq, trace)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const json = (snapshot: Snapshot | null): string | null => (snapshot === null ? null : JSON.stringify(snapshot));
  return ({ ref, at, operator, approvedBy = null, process, event, before, after, values = {}, instance, origin }) => {
    const { device, seq } = origin ?? { device: null, seq: null };
    const what = [operator, approvedBy, process, event, json(before), json(after), JSON.stringify(values)];
    insert.run(ref.type, ref.id, at, ...what, instance, device, seq, currentTrace() ?? null);
  };
}

const snapshot = z
  .string()
  .transform((json) => snapshotSchema.parse(JSON.parse(json)))
  .nullable();

const historyRow = z.object({
  seq: z.number(),
  at: z.string(),
  operator: z.string(),
  approvedBy: z.string().nullable(),
  process: z.string().nullable(),
  event: z.string(),
  before: snapshot,
  after: snapshot,
  values: z.string().transform((json) => valuesSchema.parse(JSON.parse(json))),
  instance: z.string().nullable(),
  device: z.string().nullable(),
  journalSeq: z.number().nullable(),
  trace: z
    .string()
    .nullable()
    .transform((trace) => trace ?? undefined),
});

/**
 * Reads entries of an object, newest first, at most `limit` of them, older than the entry `before`.
 */
export function readHistory(
  db: DatabaseSync,
  { type, id }: Ref,
  before: number,
  limit: number,
): z.output<typeof historyRow>[] {
  return all(
    db,
    historyRow,
    `SELECT seq, at, operator, approved_by AS approvedBy, process, event, before, after, entered AS "values", instance,
       device, journal_seq AS journalSeq, trace
     FROM history
     WHERE type = ? AND id = ? AND seq < ? ORDER BY seq DESC LIMIT ?`,
    type,
    id,
    before,
    limit,
  );
}
