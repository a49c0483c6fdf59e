import fc from "fast-check";
import { expect, test } from "vitest";
import { createStandIns } from "./stand-ins.ts";

const words = fc.string({
  unit: fc.constantFrom(..."aeioubcdfgåéß0123456789жκ漢".split("")),
  minLength: 1,
  maxLength: 8,
});

test("equal words get equal stand-ins, different words get different ones, and no word stays as it is", () => {
  fc.assert(
    fc.property(fc.uniqueArray(words, { minLength: 2, maxLength: 40 }), (said) => {
      const standIns = createStandIns();
      const given = said.map((word) => standIns.text(word));
      expect(said.map((word) => standIns.text(word))).toEqual(given);
      expect(given.filter((word, n) => word === said[n])).toEqual([]);
      // A short word may have to share its stand-in: few other words have its form.
      const long = said.filter((word) => word.length >= 4);
      expect(new Set(long.map((word) => standIns.text(word))).size).toBe(long.length);
    }),
  );
});

test("the hundred numbers of two digits get at least 99 different stand-ins", () => {
  const standIns = createStandIns();
  const all = Array.from({ length: 100 }, (_, n) => String(n).padStart(2, "0"));
  expect(new Set(all.map((number) => standIns.text(number))).size).toBeGreaterThanOrEqual(99);
});

test("a stand-in has the form of its word, and is the same in every letter case and every text", () => {
  const standIns = createStandIns();
  const text = (said: string): string => standIns.text(said);
  expect(text("Anna Björn-Berg, 4711")).toMatch(/^[A-Z][a-z]{3} [A-Z][a-z]\p{Ll}[a-z]{2}-[A-Z][a-z]{3}, \d{4}$/u);
  expect(text("ANNA")).toBe(text("anna").toUpperCase());
  expect(text("mail to anna@example.org").split(/[ @]/)[2]).toBe(text("anna"));
  expect(text("VSC-000002")).toMatch(/^VSC-\d{6}$/);
  expect(text("VSC-000002").slice(4)).toBe(text("000002"));
  expect(text("0a1b2c3d4e5f")).toMatch(/^[0-9a-f]{12}$/);
  expect(Date.parse(text("1985-12-31"))).not.toBeNaN();
  expect(text("2026-01-02T03:04:05.678Z")).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}[A-Z]$/);
  expect(text("")).toBe("");
});

test("the same text gets different stand-ins in two recordings", () => {
  const said = "Anna Berg has VSC-000002 and lives at Storgatan 12.";
  expect(createStandIns().text(said)).not.toBe(createStandIns().text(said));
});

test("bytes are replaced by the same number of other bytes", () => {
  const standIns = createStandIns();
  const said = Buffer.alloc(64, 1).toString("base64url");
  expect(standIns.bytes(said, "base64url")).toMatch(/^[\w-]{86}$/);
  expect(standIns.bytes(said, "base64url")).not.toBe(said);
});
