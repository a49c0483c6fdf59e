/** Bounds of a JSON text from an untrusted source. */
export interface JsonBounds {
  /** Longest text, in UTF-16 units. */
  readonly maxLength: number;
  /** Deepest nesting of arrays and objects; a flat array has depth 1. */
  readonly maxDepth: number;
  /** Maximum number of values, counted by commas and opening brackets. */
  readonly maxValues: number;
}

/** A parsed value, or why the text was refused. */
export type BoundedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly fault: "too-long" | "too-deep" | "too-many-values" | "not-json" };

/**
 * Parses JSON (RFC 8259) within bounds. They are checked first, in one pass over the text:
 * `JSON.parse` takes seconds and hundreds of megabytes for ten megabytes of opening brackets.
 */
export function parseBoundedJson(text: string, bounds: JsonBounds): BoundedJson {
  if (text.length > bounds.maxLength) return { ok: false, fault: "too-long" };
  const fault = shapeFault(text, bounds);
  if (fault !== null) return { ok: false, fault };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false, fault: "not-json" };
  }
}

function shapeFault(text: string, { maxDepth, maxValues }: JsonBounds): "too-deep" | "too-many-values" | null {
  let depth = 0;
  let values = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charCodeAt(at);
    if (isInString) {
      if (character === backslash) at += 1;
      else if (character === quote) isInString = false;
    } else if (character === quote) isInString = true;
    else if (character === openBracket || character === openBrace) {
      depth += 1;
      values += 1;
      if (depth > maxDepth) return "too-deep";
    } else if (character === closeBracket || character === closeBrace) depth -= 1;
    else if (character === comma) values += 1;
    if (values > maxValues) return "too-many-values";
  }
  return null;
}

const quote = 0x22;
const comma = 0x2c;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
