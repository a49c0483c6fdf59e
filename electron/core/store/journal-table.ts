import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import {
  chainFault,
  emptyHead,
  intentSchema,
  journalEntrySchema,
  type Head,
  type Intent,
  type SignedEntry,
} from "#shared/domain/journal.ts";
import type { LocalFault, QueueState } from "#shared/ipc/offline.ts";
import { entryHash, signEntry, type Device } from "./device.ts";
import {
  deviceRecordV1,
  entryFromDisk,
  entryIn,
  entryStateV1,
  headV1,
  linkV1,
  recordFromDisk,
  recordToDisk,
  signedV1,
  stateFromDisk,
  stateToDisk,
  unknownEntry,
} from "./format-v1/journal.ts";
import { salvage } from "./salvage.ts";
import { openJson, OtherVersion, readJson, sealJson, type Reading } from "./sealed-json.ts";
import { all, first, transaction } from "./sql.ts";
import type { DeviceRecord } from "./stored.ts";

/** An entry and its state. */
export interface StoredEntry {
  /** The entry with the keys that this version knows, for display and rules. */
  readonly signed: SignedEntry;
  /**
   * The entry exactly as it was signed, whatever its form; it is hashed, verified, sent and
   * exported.
   */
  readonly stored: unknown;
  readonly state: QueueState;
}

/** The journal of one device as read from the database. */
export interface DeviceJournal {
  readonly device: string;
  /** Null if it is damaged or of another version: nothing can be sent or signed. */
  readonly record: DeviceRecord | null;
  readonly head: Head | null;
  readonly entries: readonly StoredEntry[];
  /**
   * The first altered or unreadable entry, and the fault. An entry in another version's form is
   * parked and is no fault.
   */
  readonly fault: { readonly seq: number; readonly fault: LocalFault } | null;
}

const blob = z.instanceof(Uint8Array);
const deviceRow = z.object({ device: z.string(), sealed: blob, head: blob });
/** All devices, also those with entries but without a row of their own. */
const everyDevice = `SELECT device, sealed, head FROM device
  UNION ALL SELECT DISTINCT device, x'', x'' FROM entry WHERE device NOT IN (SELECT device FROM device)`;
const entryRow = z.object({ seq: z.number(), sealed: blob, state: blob });

/** The position of each value, which its seal authenticates. */
const place = {
  device: (device: string) => `device ${device}`,
  head: (device: string) => `head ${device}`,
  entry: (device: string, seq: number) => `entry ${device} ${seq}`,
  state: (device: string, seq: number) => `state ${device} ${seq}`,
};

/**
 * The journals of this machine in the database. Every function is one transaction, on disk when it
 * returns.
 */
export function journalTable(db: DatabaseSync, key: Uint8Array) {
  function readHead(device: string): Head {
    const row = first(db, z.object({ head: blob }), "SELECT head FROM device WHERE device = ?", device);
    if (row === undefined) throw new Error("The device has no journal yet.");
    return openJson(key, place.head(device), headV1, row.head);
  }

  /** Reads the record to replace; null if there is none or it is damaged. Throws OtherVersion. */
  function recordBefore(device: string) {
    const row = first(db, z.object({ sealed: blob }), "SELECT sealed FROM device WHERE device = ?", device);
    if (row === undefined) return null;
    const found = readJson(key, place.device(device), deviceRecordV1, row.sealed);
    if (found.kind === "otherVersion") throw new OtherVersion(place.device(device));
    return found.kind === "read" ? found.value : null;
  }

  function readDevice({ device, sealed, head }: z.output<typeof deviceRow>): DeviceJournal {
    const record = readJson(key, place.device(device), deviceRecordV1, sealed);
    const end = readJson(key, place.head(device), headV1, head);
    // This version cannot continue such a journal and sends nothing of it.
    const isParked = record.kind === "otherVersion" || end.kind === "otherVersion";
    const owner = record.kind === "read" ? record.value.operator.id : "";
    const entries: StoredEntry[] = [];
    let at = emptyHead;
    let fault: DeviceJournal["fault"] = null;
    for (const row of all(db, entryRow, "SELECT seq, sealed, state FROM entry WHERE device = ? ORDER BY seq", device)) {
      const signed = readJson(key, place.entry(device, row.seq), signedV1, row.sealed);
      const state = readJson(key, place.state(device, row.seq), entryStateV1, row.state);
      const stored = signed.kind === "read" ? signed.value : signed.kind === "otherVersion" ? signed.json : null;
      const found =
        signed.kind === "damaged" || state.kind === "damaged" ? "unreadable" : linkFault(stored, row.seq, device, at);
      if (found !== null) fault ??= { seq: row.seq, fault: found };
      if (signed.kind === "damaged") continue;
      const known = signed.kind === "read" ? entryFromDisk(signed.value) : unknownEntry(stored, device, row.seq, owner);
      entries.push({ signed: known, stored, state: stateOf(known, state, isParked || signed.kind === "otherVersion") });
      if (fault === null) at = { seq: row.seq, hash: entryHash(entryIn(stored)) };
    }
    if (record.kind === "damaged" || end.kind === "damaged") fault ??= { seq: at.seq + 1, fault: "unreadable" };
    else if (end.kind === "read" && end.value.seq > at.seq) fault ??= { seq: at.seq + 1, fault: "removed-at-end" };
    else if (end.kind === "read" && (end.value.seq !== at.seq || end.value.hash !== at.hash))
      fault ??= { seq: at.seq, fault: "changed" };
    return {
      device,
      record: record.kind === "read" && !isParked ? recordFromDisk(record.value) : null,
      head: end.kind === "read" ? end.value : null,
      entries,
      fault,
    };
  }

  return {
    /**
     * Reads every journal, decrypts and parses each entry, and checks the hash chain up to the
     * head. Keeps unreadable journals; entries that cannot be decrypted are only reported as a
     * fault.
     */
    read: (): DeviceJournal[] => all(db, deviceRow, everyDevice).map((row) => readDevice(row)),

    /** Writes a device record, and an empty journal for a new device. Throws OtherVersion. */
    saveDevice(device: string, record: DeviceRecord): void {
      transaction(db, () => {
        const written = sealJson(key, place.device(device), recordToDisk(record, recordBefore(device)));
        db.prepare(
          "INSERT INTO device VALUES (?, ?, ?) ON CONFLICT (device) DO UPDATE SET sealed = excluded.sealed",
        ).run(device, written, sealJson(key, place.head(device), emptyHead));
      });
    },

    /**
     * Writes an intent as the next entry of its device: entry, head and state in one transaction.
     */
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
          sealJson(key, place.entry(device.id, seq), signed),
          sealJson(key, place.state(device.id, seq), stateToDisk(state)),
        );
        db.prepare("UPDATE device SET head = ? WHERE device = ?").run(
          sealJson(key, place.head(device.id), { seq, hash: entryHash(entry) }),
          device.id,
        );
        return { signed, stored: signed, state };
      });
    },

    /** Sets the states of entries of one device, all or none. */
    setStates(device: string, states: readonly { readonly seq: number; readonly state: QueueState }[]): void {
      transaction(db, () => {
        const update = db.prepare("UPDATE entry SET state = ? WHERE device = ? AND seq = ?");
        for (const { seq, state } of states)
          update.run(sealJson(key, place.state(device, seq), stateToDisk(state)), device, seq);
      });
    },

    /**
     * Returns the sealed entries, including unreadable ones, for the export of a broken journal.
     */
    raw: (device: string): { seq: number; sealed: string }[] =>
      all(db, entryRow, "SELECT seq, sealed, state FROM entry WHERE device = ? ORDER BY seq", device).map((row) => ({
        seq: row.seq,
        sealed: Buffer.from(row.sealed).toString("base64"),
      })),
  };
}

export type JournalTable = ReturnType<typeof journalTable>;

/**
 * Returns the fault of an entry that does not follow `at` in the chain; null if it does. The entry
 * may have any form.
 */
function linkFault(stored: unknown, seq: number, device: string, at: Head): LocalFault | null {
  const link = linkV1.safeParse(entryIn(stored));
  // Without a readable link, only the seal, which covers the position, proves the entry's place.
  if (!link.success) return null;
  return link.data.seq === seq ? chainFault(link.data, device, at) : "changed";
}

/**
 * Returns the state of an entry. An entry without an answer is parked if this version does not know
 * its form.
 */
function stateOf(
  { entry }: SignedEntry,
  state: Reading<z.output<typeof entryStateV1>>,
  isForeign: boolean,
): QueueState {
  if (state.kind === "otherVersion") return { kind: "parked" };
  // A damaged state becomes `unknown`, so that sync asks the back end for the outcome.
  const known: QueueState =
    state.kind === "damaged" ? { kind: "unknown", since: entry.clock.wall } : stateFromDisk(state.value);
  const isOpen = known.kind === "queued" || known.kind === "sending" || known.kind === "unknown";
  return isForeign && isOpen ? { kind: "parked" } : known;
}

/**
 * Copies the readable journal rows of a damaged database unchanged; a later read detects
 * alterations.
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
