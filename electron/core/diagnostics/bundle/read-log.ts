import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { join } from "node:path";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { logLineSchema } from "../../log.ts";
import { bundleLimits } from "./limits.ts";

/** Bytes of the end of each of the two files that are read. */
const longest = 2_000_000;

/**
 * The end of the log, and of the one before it. Lines are held to the words of the program, as when
 * they were written; what is no line of the log is left out.
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

/** Empty where there is no such file. */
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
