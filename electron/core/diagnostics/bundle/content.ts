import { z } from "zod";
import { parseBoundedJson } from "#shared/bounded-json.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import { longestNote, type BundlePart } from "#shared/ipc/bundle.ts";
import { verbatim } from "#shared/text.ts";
import { bundleLimits } from "./limits.ts";

interface Parsed {
  readonly value: unknown;
}

const noteSchema = verbatim(longestNote);
const objectSchema = z.record(z.string(), z.unknown());

/**
 * Parses a part; undefined if the bytes cannot be a part of this name. The recording is checked by
 * its schema where it is used, the other parts only for their form, as no code works with them.
 */
export function parsePart(name: BundlePart, bytes: Buffer): Parsed | undefined {
  switch (name) {
    case "note.txt":
      return parsed(noteSchema.safeParse(textOf(bytes)));
    case "log.jsonl":
      return readLines(bytes);
    case "recording.json":
      return readJson(bytes);
    case "environment.json":
    case "settings.json":
    case "journal.json":
    case "health.json":
      return parsed(objectSchema.safeParse(readJson(bytes)?.value));
    default:
      return assertNever(name);
  }
}

/**
 * Parses JSON within the bounds; undefined if it has a key that could change the prototype of an
 * object that it is copied to.
 */
export function readJson(bytes: Buffer): Parsed | undefined {
  const text = textOf(bytes);
  if (text === undefined) return undefined;
  const json = parseBoundedJson(text, bundleLimits.json);
  return json.ok && !namesPrototype(json.value) ? { value: json.value } : undefined;
}

function readLines(bytes: Buffer): Parsed | undefined {
  const lines = textOf(bytes)?.split("\n") ?? [""];
  // Each line ends with a line feed.
  if (lines.pop() !== "") return undefined;
  const values = lines.map((line) => {
    const json = parseBoundedJson(line, bundleLimits.logLine);
    return json.ok ? objectSchema.safeParse(json.value).data : undefined;
  });
  return values.includes(undefined) ? undefined : { value: values };
}

const parsed = ({ success, data }: { success: boolean; data?: unknown }): Parsed | undefined =>
  success ? { value: data } : undefined;

/** Decodes UTF-8; undefined for other bytes. */
function textOf(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/** Whether an object in the value has the key `__proto__`; the parser has bounded the depth. */
function namesPrototype(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.hasOwn(value, "__proto__") || Object.values(value).some((each) => namesPrototype(each));
}
