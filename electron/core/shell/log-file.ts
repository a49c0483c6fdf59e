import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import { logWordsSchema, type Log, type LogFields, type LogMessage } from "../log.ts";

/** Size of the log, in bytes, at which it becomes the old log. */
const longest = 5_000_000;

/**
 * The log of the program: JSON lines in `carddesk.log` in the data directory, mode 0600. When it is
 * full it becomes `carddesk.old.log`, which replaces the one before.
 */
export function openLog(dataDirectory: string): Log {
  mkdirSync(dataDirectory, { recursive: true });
  const write = rotatingFile(join(dataDirectory, "carddesk.log"), join(dataDirectory, "carddesk.old.log"));
  const log = pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, { write });
  const words = (fields: LogFields): object => logWordsSchema.parse(fields);
  return {
    info: (fields: LogFields, message: LogMessage) => log.info(words(fields), message),
    warn: (fields: LogFields, message: LogMessage) => log.warn(words(fields), message),
    error: (fields: LogFields, message: LogMessage) => log.error(words(fields), message),
  };
}

/**
 * Appends to a file at once, so that a crash loses no line. pino's own rotation (pino-roll) renames
 * the current file and writes from a thread.
 */
function rotatingFile(file: string, old: string): (line: string) => void {
  let size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return (line) => {
    try {
      if (size > 0 && size + line.length > longest) {
        renameSync(file, old);
        size = 0;
      }
      appendFileSync(file, line, { mode: 0o600 });
      size += line.length;
    } catch {
      // A log that cannot be written, as on a full disk, must not end the program.
    }
  };
}
