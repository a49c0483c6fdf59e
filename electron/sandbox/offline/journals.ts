import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { emptyHead, type Head, type SignedEntry } from "#shared/domain/journal.ts";
import { entryOutcomeSchema, mostEntries, type EntryOutcome } from "#shared/idm/offline.ts";
import { all, first, run } from "../store/sql.ts";

/**
 * The state of a device in the back end: the end of its journal and the time of the last decision
 * in it.
 */
export interface DeviceEnd {
  readonly head: Head;
  readonly decidedAt: number;
}

const deviceRow = z.object({ operator: z.string(), seq: z.number(), hash: z.string(), decidedAt: z.number() });

/** Returns the operator of a device; undefined if it has sent nothing yet. */
export const ownerOf = (db: DatabaseSync, device: string): string | undefined => findDevice(db, device)?.operator;

export function endOf(db: DatabaseSync, device: string): DeviceEnd {
  const found = findDevice(db, device);
  if (found === undefined) return { head: emptyHead, decidedAt: 0 };
  const { seq, hash, decidedAt } = found;
  return { head: { seq, hash }, decidedAt };
}

const findDevice = (db: DatabaseSync, device: string) =>
  first(
    db,
    deviceRow,
    "SELECT operator, seq, hash, decided_at AS decidedAt FROM offline_devices WHERE device = ?",
    device,
  );

const entryRow = z.object({
  seq: z.number(),
  hash: z.string(),
  operation: z.string(),
  version: z.number().nullable(),
  outcome: z.string().transform((json) => entryOutcomeSchema.parse(JSON.parse(json))),
});
export type TakenEntry = z.output<typeof entryRow>;

const entryColumns = "SELECT seq, hash, operation, version, outcome FROM offline_entries WHERE device = ?";

export const findEntry = (db: DatabaseSync, device: string, seq: number): TakenEntry | undefined =>
  first(db, entryRow, `${entryColumns} AND seq = ?`, device, seq);

export const findOperation = (db: DatabaseSync, device: string, operation: string): TakenEntry | undefined =>
  first(db, entryRow, `${entryColumns} AND operation = ?`, device, operation);

export const entriesFrom = (db: DatabaseSync, device: string, from: number): TakenEntry[] =>
  all(db, entryRow, `${entryColumns} AND seq >= ? ORDER BY seq LIMIT ?`, device, from, mostEntries);

/** Whether an operation is known already, from any device. */
export const isKnownOperation = (db: DatabaseSync, operation: string): boolean =>
  first(db, z.unknown(), "SELECT 1 FROM offline_entries WHERE operation = ?", operation) !== undefined;

export const countUnder = (db: DatabaseSync, grant: string): number =>
  first(db, z.object({ n: z.number() }), "SELECT count(*) AS n FROM offline_entries WHERE grant_id = ?", grant)?.n ?? 0;

/**
 * The record of an entry that was taken. `version` is the object's after it; null if the object is
 * unchanged or gone.
 */
export interface Taken {
  readonly signed: SignedEntry;
  readonly hash: string;
  readonly decidedAt: number;
  readonly outcome: EntryOutcome;
  readonly version: number | null;
}

/** Stores an entry and the new end of its journal. */
export function keepEntry(db: DatabaseSync, { signed, hash, decidedAt, outcome, version }: Taken): void {
  const { device, seq, operation, grant, operator } = signed.entry;
  run(
    db,
    "INSERT INTO offline_entries VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    device,
    seq,
    hash,
    operation,
    grant,
    JSON.stringify(signed),
    JSON.stringify(outcome),
    version,
  );
  run(
    db,
    `INSERT INTO offline_devices VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (device) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, decided_at = excluded.decided_at`,
    device,
    operator,
    seq,
    hash,
    decidedAt,
  );
}
