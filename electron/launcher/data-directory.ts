import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { StartError } from "#shared/start-error.ts";

/**
 * Makes the data directory and holds it for this process alone, until the process ends, however it
 * ends: the lock is one of the operating system's on a file, taken through SQLite. Throws
 * StartError where another instance has it or it cannot be written.
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

/** With its parents; Node's own recursive mkdir never returns below `/proc`. */
function makeDirectory(directory: string): void {
  if (existsSync(directory)) return;
  makeDirectory(dirname(directory));
  mkdirSync(directory, { mode: 0o700 });
}
