import { mkdirSync, statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { destination, pino } from "pino";
import type { Log } from "../log.ts";

/** A log longer than this, in bytes, is truncated at the start of the program. */
const longest = 5_000_000;

/**
 * Fields that are redacted in the first levels of an entry; a safety net, as no caller passes them.
 */
const secret = ["authorization", "cookie", "password", "pin", "token", "account", "label", "name", "serial", "subject"];

/**
 * The log of the program: JSON lines in `carddesk.log` in the data directory, mode 0600. Of an
 * error it keeps kind, code and stack without the message, which may quote an operator's input.
 */
export function openLog(dataDirectory: string): Log {
  mkdirSync(dataDirectory, { recursive: true });
  const file = join(dataDirectory, "carddesk.log");
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > longest) truncateSync(file);
  const log = pino(
    {
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: ["", "*.", "*.*.", "*.*.*."].flatMap((level) => secret.map((key) => `${level}${key}`)),
      serializers: { err: errorFields, fault: errorFields },
    },
    destination({ dest: file, mode: 0o600, sync: true }),
  );
  return {
    info: (fields, message) => log.info(fields, message),
    warn: (fields, message) => log.warn(fields, message),
    error: (fields, message) => log.error(fields, message),
  };
}

function errorFields(fault: unknown): object {
  if (!(fault instanceof Error)) return typeof fault === "string" ? { kind: fault } : { kind: typeof fault };
  const frames = fault.stack?.split("\n").filter((line) => /^\s+at /.test(line)) ?? [];
  return { kind: fault.constructor.name, code: "code" in fault ? fault.code : undefined, stack: frames };
}
