import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import {
  bridgeEventSchema,
  bridgeRequestSchema,
  bridgeResponseSchema,
  bridgeValueSchemas,
  helloRequestSchema,
  helloSchema,
} from "./bridge/messages.ts";
import { idmApi, type ApiCall } from "./idm/api.ts";
import { idmEventSchema } from "./idm/event.ts";
import { problemSchema } from "./idm/problem.ts";
import { contract } from "./ipc/contract.ts";
import { callFrameSchema, eventMessageSchema } from "./ipc/messages.ts";
import { marked, text } from "./text.ts";

/** Everything that is said to the program by somebody else, by its place. */
function* schemas(): Generator<readonly [place: string, schema: z.ZodType]> {
  for (const [name, call] of Object.entries<ApiCall>(idmApi)) {
    for (const part of ["params", "query", "body", "answer"] as const) {
      const schema = call[part];
      if (schema !== undefined) yield [`${name}.${part}`, schema];
    }
  }
  yield ["event", idmEventSchema];
  yield ["problem", problemSchema];
  for (const [area, entries] of Object.entries(contract)) {
    for (const [name, entry] of Object.entries(entries)) {
      const place = `${area}.${name}`;
      if (entry.kind === "call")
        yield* [[`${place}.args`, entry.args] as const, [`${place}.result`, entry.result] as const];
      else yield [`${place}.event`, entry.payload];
    }
  }
  yield ["call frame", callFrameSchema];
  yield ["event message", eventMessageSchema];
  for (const [name, schema] of Object.entries(bridgeValueSchemas)) yield [`bridge ${name}`, schema];
  yield ["bridge hello", helloSchema];
  yield ["bridge hello request", helloRequestSchema];
  yield ["bridge request", bridgeRequestSchema];
  yield ["bridge response", bridgeResponseSchema];
  yield ["bridge event", bridgeEventSchema];
}

type Schema = z.core.$ZodType;
type Placed = readonly [place: string, schema: Schema];

/** Every schema within a schema. */
function* within(schema: Schema, place: string): Generator<Placed> {
  yield [place, schema];
  if (schema instanceof z.ZodObject) {
    for (const [key, inner] of Object.entries<Schema>(schema.shape)) yield* within(inner, `${place}.${key}`);
  } else if (schema instanceof z.ZodArray) yield* within(schema.element, `${place}[]`);
  else if (schema instanceof z.ZodRecord) {
    yield* within(schema.keyType, `${place} key`);
    yield* within(schema.valueType, `${place} value`);
  } else if (schema instanceof z.ZodUnion) {
    for (const option of schema.options) yield* within(option, place);
  } else if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    yield* within(schema.unwrap(), place);
  }
}

const isText = (schema: Schema): schema is z.ZodString | z.ZodStringFormat =>
  schema instanceof z.ZodString || schema instanceof z.ZodStringFormat;

function isBounded(schema: Schema): boolean {
  if (isText(schema)) return schema.format === "uuid" || Number.isFinite(schema.maxLength ?? Infinity);
  if (schema instanceof z.ZodArray)
    return schema.def.checks?.some(({ _zod }) => _zod.def.check === "max_length") === true;
  if (schema instanceof z.ZodRecord)
    return schema.keyType instanceof z.ZodEnum || schema.meta()?.["maxProperties"] !== undefined;
  // The schemas that hold others, and those that need no bound; anything else may nest without end.
  const kinds = [z.ZodObject, z.ZodUnion, z.ZodNullable, z.ZodOptional, z.ZodDefault];
  const leaves = [z.ZodNumber, z.ZodBoolean, z.ZodEnum, z.ZodLiteral, z.ZodNull];
  return [...kinds, ...leaves].some((kind) => schema instanceof kind);
}

const unbounded = (places: Iterable<Placed>): string[] =>
  [...places]
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => (isBounded(schema) ? [] : [place]));

test("every text, list and object of everybody else has a bound, and nothing nests without end", () => {
  // Envelopes: what is in them is parsed by the schema of its call.
  const envelopes = ["bridge response.result", "call frame.args", "event message.payload"];
  expect(unbounded(schemas()).toSorted()).toEqual(envelopes);
});

test("an unbounded text, list and object are found", () => {
  const schema = z.object({
    a: z.string().nullable(),
    b: z.array(z.null()),
    c: z.record(z.string().max(3), z.null()),
    d: z.base64(),
    e: z.union([z.iso.datetime(), z.null()]),
    f: z.unknown(),
  });
  expect(unbounded([["", schema]])).toEqual([".a", ".b", ".c", ".d", ".e", ".f"]);
});

test("no text keeps half a surrogate pair, which has no canonical form and cannot be signed or sealed", () => {
  const kept = [...schemas()]
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => {
      const parsed = isText(schema) ? schema.safeParse("VSC-1\ud800") : null;
      return parsed?.success === true && !parsed.data.isWellFormed() ? [place] : [];
    });
  expect(kept).toEqual([]);
});

test("whatever the page is told has no control character, except what it only sends back", () => {
  const told = [...schemas()].filter(([place]) => /\.(result|event)$/.test(place));
  const raw = told
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => {
      if (!isText(schema)) return [];
      const parsed = schema.safeParse("\u202e");
      return parsed.success && parsed.data !== marked("\u202e") ? [place.replace(/^.*?\.(?:result|event)/, "")] : [];
    });
  expect(raw).not.toEqual([]);
  // The values of a form, and the cursor of the next page.
  expect(
    raw.filter(
      (place) => !/fields\[\]\.(value|choices\[\]\.value)$|\.values(?: key| value)$|^\.form$|^\.next$/.test(place),
    ),
  ).toEqual([]);
});

const controls =
  "\u0000\u0007\t\n\r\u001f\u007f\u0085\u009f\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069".split(
    "",
  );
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(...controls),
    fc.constantFrom("A", "\u05d0", "\u0301", "\u200d"),
    fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
  ),
});

describe("a text that is shown", () => {
  test("has a mark for each control character, is as long as before, and does not change any more", () => {
    fc.assert(
      fc.property(hostile, (said) => {
        const shown = marked(said);
        for (const control of controls) expect(shown).not.toContain(control);
        expect(shown).toHaveLength(said.length);
        expect(marked(shown)).toBe(shown);
        expect([shown, undefined]).toContain(text(1_000).safeParse(said).data);
      }),
    );
  });

  test("keeps what people write", () => {
    for (const said of ["Åsa Öberg", "Nguyễn Thị Hương", "דנה כהן", "ليلى حداد", "हिन्दी", "👩‍👩‍👧", "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞"]) {
      expect(text(100).parse(said)).toBe(said);
    }
  });

  test("is refused if it is too long, or has more combining marks in a row than any script", () => {
    expect(text(10).safeParse("x".repeat(11)).success).toBe(false);
    expect(text(50_000).safeParse(`a${"\u0301".repeat(20_000)}`).success).toBe(false);
    expect(text(100).safeParse(`a${"\u0301".repeat(30)}`).success).toBe(true);
  });
});
