import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { logLineSchema } from "../../log.ts";
import { bundleLimits } from "./limits.ts";

/** Bytes that are read from the end of each of the two files. */
const longest = 2_000_000;

/**
 * Reads the end of the log and of the old log. Restricts lines to the words of the program, as when
 * they were written; leaves out anything that is not a line of the log.
 */
export function readLog(directory: string): Buffer {
  const lines = ["carddesk.old.log", "carddesk.log"].flatMap((name) => endOf(join(directory, name)).split("\n"));
  const words = lines.flatMap((line) => {
    const json = parseBoundedJson(line, bundleLimits.logLine);
    const parsed = json.ok ? logLineSchema.safeParse(json.value) : null;
    return parsed?.success === true ? [`${JSON.stringify(parsed.data)}\n`] : [];
  });
  return Buffer.from(words.join(""));
}

/** Reads the end of a file; empty if it cannot be read. */
function endOf(file: string): string {
  try {
    const handle = openSync(file, "r");
    try {
      const { size } = fstatSync(handle);
      const bytes = Buffer.alloc(Math.min(size, longest));
      return bytes.toString("utf8", 0, readSync(handle, bytes, 0, bytes.length, size - bytes.length));
    } finally {
      closeSync(handle);
    }
  } catch {
    return "";
  }
}
