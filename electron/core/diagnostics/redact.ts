import { z } from "zod";
import { kindOf, plainKeysOf, type TextKind } from "#shared/personal.ts";
import { cardStates, caCertificateStates, idmCertificateStates, userStates } from "#shared/domain/states.ts";
import type { StandIns } from "./stand-ins.ts";

/** Turns a value into what may leave the program for support. */
type Redactor = (value: unknown, standIns: StandIns) => unknown;

/**
 * Replaces with stand-ins the parts of a value that its schema, or a schema inside it, marks as
 * personal; leaves out secrets. Fields that no schema names are left out; a value that does not fit
 * its schema counts as personal.
 */
export function redact(schema: z.ZodType, value: unknown, standIns: StandIns): unknown {
  return redactorOf(schema)(value, standIns);
}

const redactors = new WeakMap<z.ZodType, Redactor>();

function redactorOf(schema: unknown): Redactor {
  if (!(schema instanceof z.ZodType)) return anything;
  const known = redactors.get(schema);
  if (known !== undefined) return known;
  const made = makeRedactor(schema);
  redactors.set(schema, made);
  return made;
}

function makeRedactor(schema: z.ZodType): Redactor {
  // Before the types: a schema that is marked as secret may be more than a text.
  if (kindOf(schema) === "secret") return (value) => (value === null ? null : undefined);
  if (schema.def.type === "string") return text(schema);
  if (schema instanceof z.ZodObject) return object(schema);
  if (schema instanceof z.ZodArray) return array(redactorOf(schema.element));
  if (schema instanceof z.ZodRecord) return dictionary(schema);
  if (schema instanceof z.ZodUnion) return union(schema);
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return orNothing(redactorOf(schema.unwrap()));
  if (schema instanceof z.ZodEnum || schema instanceof z.ZodLiteral)
    return (value, standIns) => (schema.safeParse(value).success ? value : anything(value, standIns));
  return anything;
}

const orNothing =
  (inner: Redactor): Redactor =>
  (value, standIns) =>
    value === null || value === undefined ? value : inner(value, standIns);

const states: ReadonlySet<string> = new Set([
  ...cardStates,
  ...userStates,
  ...idmCertificateStates,
  ...caCertificateStates,
]);

function text(schema: z.ZodType): Redactor {
  const kind: TextKind = kindOf(schema) ?? "personal";
  const encoding = schema instanceof z.ZodStringFormat && schema.format === "base64url" ? "base64url" : "base64";
  return (value, standIns) => {
    if (typeof value !== "string") return anything(value, standIns);
    if (kind === "plain" || (kind === "value" && states.has(value))) return value;
    return kind === "bytes" ? standIns.bytes(value, encoding) : standIns.text(value);
  };
}

function object(schema: z.ZodObject): Redactor {
  const fields = Object.entries(schema.shape).map(([name, field]) => [name, redactorOf(field)] as const);
  return (value, standIns) => {
    if (!isRecord(value)) return anything(value, standIns);
    const kept: Record<string, unknown> = {};
    for (const [name, field] of fields) {
      if (!Object.hasOwn(value, name)) continue;
      const redacted = field(value[name], standIns);
      if (redacted !== undefined) kept[name] = redacted;
    }
    return kept;
  };
}

const array =
  (item: Redactor): Redactor =>
  (value, standIns) =>
    Array.isArray(value)
      ? value.map((one: unknown) => item(one, standIns)).filter((one) => one !== undefined)
      : anything(value, standIns);

function dictionary(schema: z.ZodRecord): Redactor {
  const [ofKey, ofValue, plainKeys] = [redactorOf(schema.keyType), redactorOf(schema.valueType), plainKeysOf(schema)];
  return (value, standIns) =>
    isRecord(value)
      ? Object.fromEntries(
          Object.entries(value).flatMap(([key, one]) => {
            const redacted = plainKeys.includes(key) ? one : ofValue(one, standIns);
            return redacted === undefined ? [] : [[String(ofKey(key, standIns)), redacted]];
          }),
        )
      : anything(value, standIns);
}

/** Selects the option by its discriminator if it has one: trying every option takes longer. */
function union(schema: z.ZodUnion): Redactor {
  const options = schema.options.filter((option) => option instanceof z.ZodType);
  const discriminator = schema instanceof z.ZodDiscriminatedUnion ? schema.def.discriminator : null;
  const byName = new Map<unknown, Redactor>();
  for (const option of options) {
    if (discriminator === null || !(option instanceof z.ZodObject)) continue;
    const named: unknown = option.shape[discriminator];
    const names = named instanceof z.ZodLiteral || named instanceof z.ZodEnum ? [...valuesOf(named)] : [];
    for (const name of names) byName.set(name, redactorOf(option));
  }
  return (value, standIns) => {
    const named = discriminator !== null && isRecord(value) ? byName.get(value[discriminator]) : undefined;
    if (named !== undefined) return named(value, standIns);
    const fitting = options.find((option) => option.safeParse(value).success);
    return fitting === undefined ? anything(value, standIns) : redactorOf(fitting)(value, standIns);
  };
}

const valuesOf = (schema: z.ZodLiteral | z.ZodEnum): Iterable<unknown> =>
  schema instanceof z.ZodLiteral ? schema.values : schema.options;

/** Redacts a value without a schema: each text in it is personal. */
function anything(value: unknown, standIns: StandIns): unknown {
  if (typeof value === "string") return standIns.text(value);
  if (Array.isArray(value)) return value.map((one: unknown) => anything(one, standIns));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [standIns.text(key), anything(one, standIns)]));
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
