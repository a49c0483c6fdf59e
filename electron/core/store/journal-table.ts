import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import {
  canonical,
  chainFault,
  emptyHead,
  headSchema,
  intentSchema,
  journalEntrySchema,
  signedEntrySchema,
  type Head,
  type Intent,
} from "#shared/domain/journal.ts";
import { publicJwkSchema } from "#shared/idm/offline.ts";
import { operatorSchema } from "#shared/idm/session.ts";
import { localFaults, queueStateSchema, type LocalFault, type QueueState } from "#shared/ipc/offline.ts";
import { entryHash, signEntry, type Device } from "./device.ts";
import { open, seal, SealBroken } from "./sealed.ts";
import { all, first, transaction } from "./sql.ts";

/** An entry with where it stands. */
export const storedEntrySchema = z.object({ signed: signedEntrySchema, state: queueStateSchema });
export type StoredEntry = z.infer<typeof storedEntrySchema>;

/** What is known of a device: whose it is, its public key, and the grants (compact JWS) that its entries name, by their id. */
export const deviceRecordSchema = z.object({
  operator: operatorSchema,
  publicKey: publicJwkSchema,
  grants: z.record(z.string(), z.string()),
  /** From which entry on the journal was refused, and why; no entry is added to it any more. */
  broken: z.object({ seq: z.number().int(), fault: z.enum(localFaults) }).nullable(),
});
export type DeviceRecord = z.infer<typeof deviceRecordSchema>;

/** The journal of one device as it was found; `fault` says from which entry on it cannot be what was written. */
export interface DeviceJournal {
  readonly device: string;
  readonly record: DeviceRecord | null;
  readonly head: Head | null;
  readonly entries: readonly StoredEntry[];
  readonly fault: { readonly seq: number; readonly fault: LocalFault } | null;
}

const blob = z.instanceof(Uint8Array);
const deviceRow = z.object({ device: z.string(), sealed: blob, head: blob });
/** Devices whose own row is lost, and only entries are left, are there too. */
const everyDevice = `SELECT device, sealed, head FROM device
  UNION ALL SELECT DISTINCT device, x'', x'' FROM entry WHERE device NOT IN (SELECT device FROM device)`;
const entryRow = z.object({ seq: z.number(), sealed: blob, state: blob });

/** Where each value lies, which it is sealed to. */
const place = {
  device: (device: string) => `device ${device}`,
  head: (device: string) => `head ${device}`,
  entry: (device: string, seq: number) => `entry ${device} ${seq}`,
  state: (device: string, seq: number) => `state ${device} ${seq}`,
};

/** The journals of this machine in the database. Every function is one transaction, on disk when it returns. */
export function journalTable(db: DatabaseSync, key: Uint8Array) {
  const sealed = (where: string, value: unknown): Uint8Array => seal(key, where, canonical(value));
  const opened = <S extends z.ZodType>(where: string, schema: S, value: Uint8Array): z.output<S> =>
    schema.parse(JSON.parse(open(key, where, value).toString("utf8")));

  function readHead(device: string): Head {
    const row = first(db, z.object({ head: blob }), "SELECT head FROM device WHERE device = ?", device);
    if (row === undefined) throw new Error("The device has no journal yet.");
    return opened(place.head(device), headSchema, row.head);
  }

  function readDevice({ device, sealed: record, head }: z.output<typeof deviceRow>): DeviceJournal {
    const entries: StoredEntry[] = [];
    let at = emptyHead;
    let fault: DeviceJournal["fault"] = null;
    const known = tried(() => opened(place.device(device), deviceRecordSchema, record));
    const end = tried(() => opened(place.head(device), headSchema, head));
    for (const row of all(db, entryRow, "SELECT seq, sealed, state FROM entry WHERE device = ? ORDER BY seq", device)) {
      const signed = tried(() => opened(place.entry(device, row.seq), signedEntrySchema, row.sealed));
      const state = tried(() => opened(place.state(device, row.seq), queueStateSchema, row.state));
      const found =
        signed === null || state === null
          ? "unreadable"
          : signed.entry.seq !== row.seq
            ? "changed"
            : chainFault(signed.entry, device, at);
      if (found !== null) fault ??= { seq: row.seq, fault: found };
      if (signed === null) continue;
      // A state that cannot be read is asked for at the back end like that of an entry without an answer.
      entries.push({ signed, state: state ?? { kind: "unknown", since: signed.entry.clock.wall } });
      if (fault === null) at = { seq: row.seq, hash: entryHash(signed.entry) };
    }
    if (known === null || end === null) fault ??= { seq: at.seq + 1, fault: "unreadable" };
    else if (end.seq > at.seq) fault ??= { seq: at.seq + 1, fault: "removed-at-end" };
    else if (end.seq !== at.seq || end.hash !== at.hash) fault ??= { seq: at.seq, fault: "changed" };
    return { device, record: known, head: end, entries, fault };
  }

  return {
    /** Every journal, each entry decrypted, checked by its schema, the chain followed to its head. Nothing is thrown away. */
    read: (): DeviceJournal[] => all(db, deviceRow, everyDevice).map((row) => readDevice(row)),

    /** Writes what is known of a device; begins its journal where it has none. */
    saveDevice(device: string, record: DeviceRecord): void {
      transaction(db, () =>
        db
          .prepare("INSERT INTO device VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE SET sealed = excluded.sealed")
          .run(device, sealed(place.device(device), record), sealed(place.head(device), emptyHead)),
      );
    },

    /** Writes an intent as the next entry of its device: entry, head and state together or not at all. */
    append(device: Device, intent: Intent): StoredEntry {
      return transaction(db, () => {
        const head = readHead(device.id);
        const seq = head.seq + 1;
        const entry = journalEntrySchema.parse({
          ...intentSchema.parse(intent),
          v: 1,
          device: device.id,
          seq,
          previous: head.hash,
        });
        const signed = signEntry(entry, device);
        const state: QueueState = { kind: "queued" };
        db.prepare("INSERT INTO entry VALUES (?, ?, ?, ?)").run(
          device.id,
          seq,
          sealed(place.entry(device.id, seq), signed),
          sealed(place.state(device.id, seq), state),
        );
        db.prepare("UPDATE device SET head = ? WHERE device = ?").run(
          sealed(place.head(device.id), { seq, hash: entryHash(entry) }),
          device.id,
        );
        return { signed, state };
      });
    },

    /** Sets where entries of one device stand, all or none. */
    setStates(device: string, states: readonly { readonly seq: number; readonly state: QueueState }[]): void {
      transaction(db, () => {
        const update = db.prepare("UPDATE entry SET state = ? WHERE device = ? AND seq = ?");
        for (const { seq, state } of states) update.run(sealed(place.state(device, seq), state), device, seq);
      });
    },

    /** The entries as they lie in the file, for the export of a journal that is broken: also those that cannot be read. */
    raw: (device: string): { seq: number; sealed: string }[] =>
      all(db, entryRow, "SELECT seq, sealed, state FROM entry WHERE device = ? ORDER BY seq", device).map((row) => ({
        seq: row.seq,
        sealed: Buffer.from(row.sealed).toString("base64"),
      })),
  };
}

export type JournalTable = ReturnType<typeof journalTable>;

/** Rows are looked for up to this rowid where a damaged database cannot say how many it has. */
const furthestRow = { device: 100_000, entry: 100_000, bulk: 1, bulk_item: 10_000 } as const;

/** Null where the table is empty. */
const lastRow = z.object({ last: z.number().nullable() });

/**
 * Copies what SQLite still gives out of a damaged database, row by row, so that one bad page does not hide the others. They are
 * copied as they are: what was changed in them is found when they are read.
 */
export function saveJournal(damaged: DatabaseSync, fresh: DatabaseSync): void {
  transaction(fresh, () => {
    const device = fresh.prepare("INSERT OR IGNORE INTO device VALUES (?, ?, ?)");
    for (const row of salvage(damaged, "device", deviceRow)) device.run(row.device, row.sealed, row.head);
    const entry = fresh.prepare("INSERT OR IGNORE INTO entry VALUES (?, ?, ?, ?)");
    for (const row of salvage(damaged, "entry", entryRow.extend({ device: z.string() })))
      entry.run(row.device, row.seq, row.sealed, row.state);
  });
}

/** The rows of a table that SQLite still gives out of a damaged database. */
export function* salvage<S extends z.ZodType>(
  db: DatabaseSync,
  table: keyof typeof furthestRow,
  schema: S,
): Generator<z.output<S>> {
  const one = readable(() => db.prepare(`SELECT * FROM ${table} WHERE rowid = ?`));
  const end = readable(() => first(db, lastRow, `SELECT max(rowid) AS last FROM ${table}`));
  const last = end === null ? furthestRow[table] : (end?.last ?? 0);
  if (one === null) return;
  for (let row = 0; row <= last; row += 1) {
    const found = readable(() => one.get(row));
    const parsed = schema.safeParse(found);
    if (parsed.success) yield parsed.data;
  }
}

/** Null where SQLite cannot read it. */
function readable<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof Error && "errcode" in fault) return null;
    throw fault;
  }
}

/** Null where the value was changed or is not what it should be. */
function tried<T>(read: () => T): T | null {
  try {
    return read();
  } catch (fault) {
    if (fault instanceof SealBroken || fault instanceof z.ZodError || fault instanceof SyntaxError) return null;
    throw fault;
  }
}
