import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { isText, schemas, within, type Placed, type Schema } from "../test/fixtures/wire-schemas.ts";
import { marked, text } from "./text.ts";

function isBounded(schema: Schema): boolean {
  if (isText(schema)) return schema.format === "uuid" || Number.isFinite(schema.maxLength ?? Infinity);
  if (schema instanceof z.ZodArray)
    return schema.def.checks?.some(({ _zod }) => _zod.def.check === "max_length") === true;
  if (schema instanceof z.ZodRecord)
    return schema.keyType instanceof z.ZodEnum || schema.meta()?.["maxProperties"] !== undefined;
  // Schemas that hold others, and those that need no bound; any other may nest without end.
  const kinds = [z.ZodObject, z.ZodUnion, z.ZodNullable, z.ZodOptional, z.ZodDefault];
  const leaves = [z.ZodNumber, z.ZodBoolean, z.ZodEnum, z.ZodLiteral, z.ZodNull];
  return [...kinds, ...leaves].some((kind) => schema instanceof kind);
}

const unbounded = (places: Iterable<Placed>): string[] =>
  [...places]
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => (isBounded(schema) ? [] : [place]));

test("every text, list and object of everybody else has a bound, and nothing nests without end", () => {
  // Envelopes: the schema of each call parses their content.
  const envelopes = ["bridge response.result", "call frame.args", "event message.payload"];
  expect(unbounded(schemas()).toSorted()).toEqual(envelopes);
});

test("the check finds an unbounded text, list and object", () => {
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

test("no text for the page has control characters, except licences and values that the page only sends back", () => {
  const told = [...schemas()].filter(([place]) => /\.(result|event)$/.test(place));
  const raw = told
    .flatMap(([place, schema]) => [...within(schema, place)])
    .flatMap(([place, schema]) => {
      if (!isText(schema)) return [];
      const parsed = schema.safeParse("\u202e");
      return parsed.success && parsed.data !== marked("\u202e") ? [place.replace(/^.*?\.(?:result|event)/, "")] : [];
    });
  expect(raw).not.toEqual([]);
  // The values of a form, the cursor of the next page, and licences, which have line breaks.
  expect(
    raw.filter(
      (place) =>
        !/fields\[\]\.(value|choices\[\]\.value)$|\.values(?: key| value)$|^\.form$|^\.next$|^\[\]\.text$/.test(place),
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
  test("has a mark for each control character, keeps its length, and does not change when it is marked again", () => {
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

  test("keeps names in several scripts, emoji and combining marks unchanged", () => {
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
