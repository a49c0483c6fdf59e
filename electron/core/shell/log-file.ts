import { appendFileSync, mkdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { pino } from "pino";
import type { Settings } from "#shared/ipc/app.ts";
import { logWords, type Log, type LogFields, type LogMessage, type LogState } from "../log.ts";

/** Size of the log, in bytes, at which it becomes the old log. */
const longest = 5_000_000;

/**
 * Opens the log of the program: JSON lines in `carddesk.log` in the data directory, mode 0600. A
 * full log becomes `carddesk.old.log`, which replaces the one before. Never throws: if the log
 * cannot be written, its state says why. `level`: the log level of the settings, read for each
 * line.
 */
export function openLog(dataDirectory: string, level: () => Settings["logLevel"] = () => "info"): Log {
  const file = rotatingFile(dataDirectory, "carddesk.log", "carddesk.old.log");
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime },
    { write: (line: string) => file.append(line) },
  );
  return {
    state: () => file.state(),
    info(fields: LogFields, message: LogMessage) {
      if (level() === "info") log.info(logWords(fields), message);
    },
    warn(fields: LogFields, message: LogMessage) {
      if (level() !== "error") log.warn(logWords(fields), message);
    },
    error: (fields: LogFields, message: LogMessage) => log.error(logWords(fields), message),
  };
}

/**
 * Appends to a file at once, so that a crash loses no line; not with pino's own rotation
 * (pino-roll), which renames the current file and writes from a thread.
 */
function rotatingFile(directory: string, name: string, oldName: string) {
  const file = join(directory, name);
  let state: LogState = { kind: "writing" };
  /** Size of the file in bytes; null: not known. */
  let size: number | null = null;

  function write(line: string): void {
    if (size === null) {
      mkdirSync(directory, { recursive: true });
      size = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
    }
    const bytes = Buffer.byteLength(line);
    if (size > 0 && size + bytes > longest) {
      renameSync(file, join(directory, oldName));
      size = 0;
    }
    appendFileSync(file, line, { mode: 0o600 });
    size += bytes;
  }

  return {
    state: (): LogState => state,
    append(line: string): void {
      try {
        write(line);
        state = { kind: "writing" };
      } catch (fault) {
        // The program goes on, for example on a full disk. How much of the line was written is
        // unknown.
        size = null;
        state = { kind: "failing", code: codeOf(fault) };
      }
    },
  };
}

const codeOf = (fault: unknown): string =>
  fault instanceof Error && "code" in fault && typeof fault.code === "string" ? fault.code : "unknown";
