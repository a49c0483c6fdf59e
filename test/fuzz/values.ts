import fc from "fast-check";
import { z } from "zod";

type Json = z.core.JSONSchema._JSONSchema;

/** Names that the sandbox knows, so that an input gets past more checks than with random ones. */
const known = [
  "virtualSmartCard",
  "VSC-000002",
  "user",
  "USR-000001",
  "VirtualSmartCardProcReactivate",
  "vscmanager",
  "sandbox",
  "inactive",
];
/** Texts that often break programs. */
const odd = [
  "",
  " ",
  ".",
  "..",
  "../..",
  "__proto__",
  "constructor",
  "toString",
  "\0",
  "\u202e",
  "\ud800",
  "%2e%2e",
  "a\r\nb",
];

/** Generates texts of any UTF-16 units, including unpaired surrogates. */
export const anyText = (maxLength = 100): fc.Arbitrary<string> =>
  fc.array(fc.oneof(fc.nat(0x2ff), fc.nat(0xffff)), { maxLength }).map((units) => String.fromCharCode(...units));

const text = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...known) },
  { weight: 2, arbitrary: fc.string() },
  { weight: 1, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: anyText(30) },
);

/** Generates values that a schema accepts, as far as JSON Schema can express it. */
export function valuesOf(schema: z.ZodType): fc.Arbitrary<unknown> {
  return ofJson(z.toJSONSchema(schema, { io: "input", unrepresentable: "any", reused: "inline" }));
}

function ofJson(schema: Json): fc.Arbitrary<unknown> {
  if (typeof schema === "boolean") return fc.jsonValue({ maxDepth: 2 });
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom<unknown>(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(ofJson));
  const types = [schema.type ?? []].flat();
  return types.length === 0 ? fc.jsonValue({ maxDepth: 2 }) : fc.oneof(...types.map((type) => ofType(type, schema)));
}

function ofType(type: string, schema: z.core.JSONSchema.BaseSchema): fc.Arbitrary<unknown> {
  switch (type) {
    case "null":
      return fc.constant(null);
    case "boolean":
      return fc.boolean();
    case "integer":
    case "number":
      return numbers(schema);
    case "string":
      return texts(schema);
    case "array":
      return fc.array(listItem(schema), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 3, (schema.minItems ?? 0) + 3),
      });
    default:
      return objects(schema);
  }
}

const listItem = ({ items }: z.core.JSONSchema.BaseSchema): fc.Arbitrary<unknown> =>
  items === undefined || Array.isArray(items) ? fc.jsonValue({ maxDepth: 1 }) : ofJson(items);

function numbers({ type, minimum, maximum, exclusiveMinimum }: z.core.JSONSchema.BaseSchema): fc.Arbitrary<number> {
  const min = Math.ceil(minimum ?? (typeof exclusiveMinimum === "number" ? exclusiveMinimum : -1e6));
  const max = Math.floor(Math.min(maximum ?? 1e6, Number.MAX_SAFE_INTEGER));
  const whole = fc.oneof(fc.integer({ min, max: Math.min(max, min + 10) }), fc.integer({ min, max }));
  return type === "integer" ? whole : fc.oneof(whole, fc.double({ min, max, noNaN: true }));
}

function texts({ pattern, format, minLength = 0, maxLength }: z.core.JSONSchema.BaseSchema): fc.Arbitrary<string> {
  if (format === "date-time")
    return fc.date({ noInvalidDate: true, min: new Date(0), max: new Date(4e12) }).map((date) => date.toISOString());
  if (format === "uuid") return fc.uuid();
  if (format === "base64") return fc.base64String();
  // fast-check does not support lookahead; most of the known names match.
  if (pattern !== undefined && !/\(\?[!=]/.test(pattern)) return fc.stringMatching(new RegExp(pattern));
  return text.map((chosen) => chosen.padEnd(minLength, "x").slice(0, maxLength));
}

function objects({
  properties = {},
  required = [],
  additionalProperties,
}: z.core.JSONSchema.BaseSchema): fc.Arbitrary<object> {
  const fields = Object.fromEntries(Object.entries(properties).map(([name, field]) => [name, ofJson(field)]));
  const own = fc.record(fields, { requiredKeys: required.filter((name) => name in fields) });
  if (typeof additionalProperties !== "object") return own;
  const more = fc.dictionary(text, ofJson(additionalProperties), { maxKeys: 4 });
  return fc.tuple(own, more).map(([a, b]) => ({ ...b, ...a }));
}

/** Returns arrays nested `depth` deep. */
const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));

/**
 * A value that does not belong at its place. Each run checks whether `polluted` has reached
 * Object.prototype.
 */
const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(null, true, 0, -1, 1.5, 1e308, 2 ** 53, [], {}, ...odd),
  fc.constant(JSON.parse('{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}')),
  fc.nat(50_000).map((length) => "x".repeat(length)),
  fc.integer({ min: 1, max: 500 }).map(nested),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Generates valid values, the same with one or two places changed, and arbitrary JSON. */
export const valuesLike = (sound: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 4, arbitrary: sound },
    {
      weight: 5,
      arbitrary: fc
        .tuple(sound, fc.array(change, { minLength: 1, maxLength: 2 }))
        .map(([value, changes]) => spoil(value, changes)),
    },
    { weight: 1, arbitrary: junk },
  );

/** A change at one place in a value. */
export interface Change {
  readonly place: number;
  readonly kind: "replace" | "remove" | "add" | "repeat";
  readonly value: unknown;
}
export const change: fc.Arbitrary<Change> = fc.record({
  place: fc.nat(10_000),
  kind: fc.constantFrom("replace", "replace", "remove", "add", "repeat"),
  value: junk,
});

export function spoil(sound: unknown, changes: readonly Change[]): unknown {
  const root = { value: structuredClone(sound) };
  for (const { place, kind, value: given } of changes) {
    const places = placesIn(root);
    const at = places[place % places.length];
    if (at === undefined) continue;
    const { holder, key } = at;
    // Copied, because the value may be changed later or inserted into itself.
    const value = structuredClone(given);
    if (kind === "remove") Reflect.deleteProperty(holder, key);
    else if (kind === "replace") Reflect.set(holder, key, value);
    else if (kind === "add") Reflect.set(holder, `${key}x`, value);
    else if (Array.isArray(holder)) {
      const repeated: unknown = Reflect.get(holder, key);
      for (let n = copiesOf(repeated); n > 0; n -= 1) holder.push(structuredClone(repeated));
    }
  }
  return root.value ?? null;
}

/**
 * Returns 200, or fewer for a long value. Each copy is independent: with shared copies, a second
 * `repeat` would multiply the length by 200 again, beyond the longest string.
 */
const copiesOf = (value: unknown): number => Math.min(200, 1e6 / (JSON.stringify(value) ?? "").length);

/** Returns every place in a value: its holder and key. */
function placesIn(holder: object): { readonly holder: object; readonly key: string }[] {
  const found: { holder: object; key: string }[] = [];
  const waiting: object[] = [holder];
  for (let next = waiting.pop(); next !== undefined && found.length < 10_000; next = waiting.pop())
    for (const [key, value] of Object.entries(next)) {
      found.push({ holder: next, key });
      if (typeof value === "object" && value !== null) waiting.push(value);
    }
  return found;
}
