import { z } from "zod";
import type { Intent } from "#shared/domain/journal.ts";
import { bulkTable, saveBulk, type BulkTable } from "./bulk-table.ts";
import { connect, openDatabase, type Connect } from "./database.ts";
import { deviceOf, type Device } from "./device.ts";
import { exportJournal, type ExportTo } from "./export-journal.ts";
import { journalTable, saveJournal, type DeviceJournal, type JournalTable, type StoredEntry } from "./journal-table.ts";
import { shippedCost, type ScryptCost } from "./password-key.ts";
import { first } from "./sql.ts";
import { onDisk } from "./store-fault.ts";
import { workingSetTable, type WorkingSetTable } from "./working-set-table.ts";

/** The state of the store when it was opened. */
interface Found {
  /**
   * Path of a damaged database that was moved aside; its readable journal entries were copied to
   * the new one.
   */
  readonly keptAside: string | null;
  readonly journals: readonly DeviceJournal[];
}

/**
 * All durable data of this machine, behind one connection. Each function's writes are on disk when
 * it returns, all or none. SQLite errors are thrown unchanged; see `onDisk`.
 */
export interface Store extends BulkTable, WorkingSetTable, Omit<JournalTable, "append" | "raw" | "read"> {
  found(): Found;
  /** Whether SQLite finds the file sound (`PRAGMA quick_check`); takes long on a large file. */
  isSound(): boolean;
  /** Sets the device key that signs new entries (PKCS #8 DER) and returns the device id. */
  useDevice(pkcs8: Uint8Array): string;
  append(intent: Intent): StoredEntry;
  /** Writes a device's journal as a signed file and returns its path; null without a journal. */
  exportJournal(device: string, to: ExportTo): string | null;
  /** Stops the database from growing, as on a full disk; false removes the limit. */
  setFull(full: boolean): void;
  close(): void;
}

/** The largest number of pages that SQLite allows (https://www.sqlite.org/limits.html). */
const mostPages = 4_294_967_294;

/** `cost`: key derivation cost for the password of a new working set. */
export interface StoreOptions {
  readonly connectTo?: Connect;
  readonly cost?: ScryptCost;
}

/** Opens the store in `file` with the vault's key (32 octets). Throws StoreFault. */
export function openStore(
  file: string,
  key: Uint8Array,
  { connectTo = connect, cost = shippedCost }: StoreOptions = {},
): Store {
  const { db, keptAside } = openDatabase(file, key, new Date(), connectTo, saveAll);
  const { raw, ...journal } = journalTable(db, key);
  const found = { keptAside, journals: onDisk(() => journal.read()) };
  let device: Device | null = null;
  return {
    ...journal,
    ...workingSetTable(db, key, cost),
    ...bulkTable(db, key, file),
    found: () => found,
    isSound: () => first(db, checkRow, "PRAGMA quick_check(1)")?.quick_check === "ok",
    useDevice(pkcs8) {
      device = deviceOf(pkcs8);
      return device.id;
    },
    append(intent) {
      if (device === null) throw new Error("There is no device key to sign with.");
      return journal.append(device, intent);
    },
    exportJournal(device, to) {
      const found = journal.read().find((each) => each.device === device);
      return found === undefined ? null : exportJournal(found, raw(device), to);
    },
    // SQLite raises a limit below the present size to that size.
    setFull: (full) => db.exec(`PRAGMA max_page_count = ${full ? 1 : mostPages}`),
    close: () => db.close(),
  };
}

const checkRow = z.object({ quick_check: z.string() });

/** Copies the data worth saving from a damaged database; a working set can be downloaded again. */
const saveAll: Parameters<typeof openDatabase>[4] = (damaged, fresh) => {
  saveJournal(damaged, fresh);
  saveBulk(damaged, fresh);
};
