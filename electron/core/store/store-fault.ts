import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import { SealBroken } from "./sealed.ts";
import { OtherVersion } from "./sealed-json.ts";

/** The store of this machine cannot carry out a request; nothing was changed. */
export class StoreFault extends Error {
  override readonly name = "StoreFault";
  readonly error: OperatorError;

  constructor(error: OperatorError) {
    super(error.code);
    this.error = error;
  }
}

/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const sqlite = {
  error: 1,
  readOnly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  constraint: 19,
  mismatch: 20,
  notADatabase: 26,
} as const;

/** Node's error codes for files. */
const noSpace = ["ENOSPC", "EDQUOT"];
const noWriting = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST", "EIO", "ENOENT"];

/**
 * The extended result code of an SQLite error (its low octet is the primary code); otherwise null.
 */
export const sqliteCode = (fault: unknown): number | null =>
  fault instanceof Error && "errcode" in fault && typeof fault.errcode === "number" ? fault.errcode : null;

/**
 * Whether an SQLite error shows a database that no version of this program wrote: a missing or an
 * already existing table (ERROR), or values that a table cannot hold (CONSTRAINT, MISMATCH).
 */
export function isOfNoVersion(fault: unknown): boolean {
  const primary = (sqliteCode(fault) ?? 0) & 0xff;
  return primary === sqlite.error || primary === sqlite.constraint || primary === sqlite.mismatch;
}

/** Extended result codes for a page that the disk cannot return: damage, like a changed page. */
const unreadablePage = [266, 522, 8202, 8458];

/**
 * Whether an SQLite error says that the disk or directory cannot be used now, and nothing about the
 * content of the database.
 */
export function isOfDisk(fault: unknown): boolean {
  const code = sqliteCode(fault) ?? 0;
  const primary = code & 0xff;
  return primary === sqlite.full || (isOfAccess(primary) && !unreadablePage.includes(code));
}

const isOfAccess = (primary: number): boolean =>
  primary === sqlite.readOnly || primary === sqlite.cannotOpen || primary === sqlite.ioError;

/** Maps an error of the file system to a StoreFault; null if it is another error. */
export function fileFault(fault: unknown): StoreFault | null {
  if (!(fault instanceof Error) || !("code" in fault) || typeof fault.code !== "string") return null;
  if (noSpace.includes(fault.code)) return new StoreFault(operatorError("disk-full", {}, fault.code));
  if (noWriting.includes(fault.code)) return new StoreFault(operatorError("store-unwritable", {}, fault.code));
  return null;
}

/**
 * Maps an error of SQLite, the file system or a sealed value to a StoreFault. Throws any other
 * error: it is a defect.
 */
export function storeFault(fault: unknown): StoreFault {
  if (fault instanceof StoreFault) return fault;
  if (fault instanceof SealBroken) return new StoreFault(operatorError("store-damaged", {}, fault.message));
  if (fault instanceof OtherVersion) return new StoreFault(operatorError("store-newer", {}, fault.message));
  if (!(fault instanceof Error)) throw fault;
  const ofFile = fileFault(fault);
  if (ofFile !== null) return ofFile;
  const code = sqliteCode(fault);
  if (code !== null) {
    const primary = code & 0xff;
    const details = `SQLite ${code}`;
    if (primary === sqlite.full) return new StoreFault(operatorError("disk-full", {}, details));
    if (primary === sqlite.corrupt || primary === sqlite.notADatabase)
      return new StoreFault(operatorError("store-damaged", {}, details));
    if (isOfAccess(primary)) return new StoreFault(operatorError("store-unwritable", {}, details));
  }
  throw fault;
}

/** Runs work on the disk and turns its errors into StoreFault. */
export function onDisk<T>(work: () => T): T {
  try {
    return work();
  } catch (fault) {
    throw storeFault(fault);
  }
}

/** Awaits work of the store; its faults and those of files become operator errors. */
export async function fromStore<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await work());
  } catch (fault) {
    const known = fault instanceof StoreFault ? fault : fileFault(fault);
    if (known === null) throw fault;
    return fail(known.error);
  }
}
