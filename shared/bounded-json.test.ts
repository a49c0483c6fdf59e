import fc from "fast-check";
import { expect, test } from "vitest";
import { parseBoundedJson } from "./bounded-json.ts";

const bounds = { maxLength: 10_000, maxDepth: 5, maxValues: 100 };
const generous = { maxLength: Infinity, maxDepth: Infinity, maxValues: Infinity };

test("JSON within the bounds is parsed to the same value as by JSON.parse", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      expect(parseBoundedJson(text, generous)).toEqual({ ok: true, value: JSON.parse(text) });
    }),
  );
});

test("without bounds exactly the texts that JSON.parse accepts are accepted", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(parseBoundedJson(text, generous).ok).toBe(isJson(text));
    }),
  );
});

test.each([
  ["too-long", `"${"x".repeat(9_999)}"`],
  ["too-deep", "[[[[[[]]]]]]"],
  ["too-deep", '{"a":{"a":{"a":{"a":{"a":{}}}}}}'],
  ["too-deep", "[".repeat(9_000)],
  ["too-many-values", `[${"1,".repeat(100)}1]`],
  ["not-json", "[[[[["],
])("a text with the fault %s is refused", (fault, text) => {
  expect(parseBoundedJson(text, bounds)).toEqual({ ok: false, fault });
});

test.each([String.raw`["[[[[[[[[", "\"[[[[[[", "\\", ",,,,,"]`, "[[[[[1]]]]]", "[[],[],[],[],[],[]]"])(
  "brackets inside a string or side by side do not count as depth: %s",
  (text) => {
    expect(parseBoundedJson(text, bounds)).toEqual({ ok: true, value: JSON.parse(text) });
  },
);

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
