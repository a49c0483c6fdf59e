import { z } from "zod";

/**
 * How much a text of a schema may reveal of a person or a secret. The redaction of a support bundle
 * follows it.
 *
 * - `plain`: a term of the program or its configuration (state, code, process, version): it is
 *   kept.
 * - `personal`: anything else that may identify a person, card or machine: it gets a stand-in.
 * - `value`: as `personal`, but a state that the product knows is kept.
 * - `bytes`: Base64 of a certificate, key or signature: it gets other bytes of the same length.
 * - `secret`: a password, PIN or token: it is left out.
 */
export type TextKind = "plain" | "personal" | "value" | "bytes" | "secret";

const kinds = z.registry<{ readonly kind: TextKind }>();
const plainKeys = z.registry<{ readonly keys: readonly string[] }>();

const mark =
  (kind: TextKind) =>
  <S extends z.ZodType>(schema: S): S => {
    // A copy, because the same schema may be used elsewhere with another kind.
    const copy = schema.clone();
    kinds.add(copy, { kind });
    return copy;
  };

export const plain = mark("plain");
export const personal = mark("personal");
export const value = mark("value");
export const secret = mark("secret");

/** Formats that imply the kind of their text. */
const kindOfFormat: Readonly<Record<string, TextKind>> = {
  datetime: "plain",
  uuid: "plain",
  base64: "bytes",
  base64url: "bytes",
};

/** Returns the kind of a text; undefined if the schema has none. */
export function kindOf(schema: z.ZodType): TextKind | undefined {
  const said = kinds.get(schema)?.kind;
  if (said !== undefined) return said;
  return schema instanceof z.ZodStringFormat ? kindOfFormat[schema.format ?? ""] : undefined;
}

/** Marks a dictionary whose values at these keys are `plain`. */
export function plainAt<S extends z.ZodType>(dictionary: S, keys: readonly string[]): S {
  plainKeys.add(dictionary, { keys });
  return dictionary;
}

/** Returns the keys of a dictionary whose values are `plain`. */
export const plainKeysOf = (dictionary: z.ZodType): readonly string[] => plainKeys.get(dictionary)?.keys ?? [];
