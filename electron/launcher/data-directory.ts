import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "#shared/start-error.ts";

/**
 * Makes the data directory and locks it for this process until the process ends, however it ends:
 * the lock is the operating system's lock on a file, taken through SQLite. Throws StartError if
 * another instance holds it or the directory cannot be written.
 */
export function holdDataDirectory(directory: string): DatabaseSync {
  try {
    makeDirectory(directory);
    const lock = new DatabaseSync(join(directory, "lock"));
    lock.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    return lock;
  } catch (error) {
    if (error instanceof Error && "errcode" in error && error.errcode === busy)
      throw new StartError(`CardDesk runs already on the data directory ${directory}`);
    throw new StartError(`the data directory ${directory} cannot be written`);
  }
}

/** SQLITE_BUSY */
const busy = 5;

/**
 * Makes a directory and its parents. Node's recursive mkdir is not used: it never returns below
 * `/proc`.
 */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  mkdirSync(directory, { mode: 0o700 });
}
