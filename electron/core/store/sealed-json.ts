import { z } from "zod";
import { canonical } from "#shared/domain/journal.ts";
import { open, seal, SealBroken } from "./sealed.ts";

/** A decrypted value in a form that this version does not know: another version wrote it. */
export class OtherVersion extends Error {
  override readonly name = "OtherVersion";
}

/**
 * The result of reading a sealed value. Damage and another version's form are two verdicts: a valid
 * seal proves that this program wrote the value, whatever its form is.
 */
export type Reading<T> =
  | { readonly kind: "read"; readonly value: T }
  | { readonly kind: "otherVersion"; readonly json: unknown }
  | { readonly kind: "damaged" };

/** Seals the canonical JSON (RFC 8785) of a value. */
export const sealJson = (key: Uint8Array, place: string, value: unknown): Uint8Array =>
  seal(key, place, canonical(value));

/** Reads a sealed value and parses it with `schema`. */
export function readJson<S extends z.ZodType>(
  key: Uint8Array,
  place: string,
  schema: S,
  sealed: Uint8Array,
): Reading<z.output<S>> {
  try {
    const json: unknown = JSON.parse(open(key, place, sealed).toString("utf8"));
    const parsed = schema.safeParse(json);
    return parsed.success ? { kind: "read", value: parsed.data } : { kind: "otherVersion", json };
  } catch (fault) {
    if (fault instanceof SealBroken || fault instanceof SyntaxError) return { kind: "damaged" };
    throw fault;
  }
}

/** Like `readJson`, but returns the value. Throws SealBroken or OtherVersion. */
export function openJson<S extends z.ZodType>(
  key: Uint8Array,
  place: string,
  schema: S,
  sealed: Uint8Array,
): z.output<S> {
  const found = readJson(key, place, schema, sealed);
  if (found.kind === "damaged") throw new SealBroken(place);
  if (found.kind === "otherVersion") throw new OtherVersion(place);
  return found.value;
}
