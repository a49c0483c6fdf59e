import { z } from "zod";

/**
 * What a text of a schema may tell of a person or of a secret; what leaves the program for support
 * is made by it.
 *
 * - `plain`: words of the program and of its configuration: states, codes, processes, versions.
 * - `personal`: anything else that people, cards or machines are known by: it gets a stand-in.
 * - `value`: as `personal`, but a state that the product knows stays.
 * - `bytes`: Base64 of a certificate, key or signature: it gets other bytes of the same length.
 * - `secret`: passwords, PINs, tokens: it is left out.
 */
export type TextKind = "plain" | "personal" | "value" | "bytes" | "secret";

const kinds = z.registry<{ readonly kind: TextKind }>();
const plainKeys = z.registry<{ readonly keys: readonly string[] }>();

const mark =
  (kind: TextKind) =>
  <S extends z.ZodType>(schema: S): S => {
    // The same schema may stand elsewhere for something else.
    const copy = schema.clone();
    kinds.add(copy, { kind });
    return copy;
  };

export const plain = mark("plain");
export const personal = mark("personal");
export const value = mark("value");
export const secret = mark("secret");

/** Formats that tell their kind by themselves. */
const kindOfFormat: Readonly<Record<string, TextKind>> = {
  datetime: "plain",
  uuid: "plain",
  base64: "bytes",
  base64url: "bytes",
};

/** The kind of a text; undefined where nobody has said it. */
export function kindOf(schema: z.ZodType): TextKind | undefined {
  const said = kinds.get(schema)?.kind;
  if (said !== undefined) return said;
  return schema instanceof z.ZodStringFormat ? kindOfFormat[schema.format ?? ""] : undefined;
}

/** Marks a dictionary whose values at these keys are words of the program. */
export function plainAt<S extends z.ZodType>(dictionary: S, keys: readonly string[]): S {
  plainKeys.add(dictionary, { keys });
  return dictionary;
}

/** The keys whose values are words of the program. */
export const plainKeysOf = (dictionary: z.ZodType): readonly string[] => plainKeys.get(dictionary)?.keys ?? [];
