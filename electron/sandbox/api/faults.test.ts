import fc from "fast-check";
import { expect, test } from "vitest";
import { fits } from "./faults.ts";

/** Whether a path fits a pattern, by trying each star at every length: the reference for `fits`. */
function means(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  const [first, rest] = [pattern.charAt(0), pattern.slice(1)];
  if (first !== "*") return path.startsWith(first) && means(rest, path.slice(1));
  return Array.from({ length: path.length + 1 }, (_, skipped) => path.slice(skipped)).some((left) => means(rest, left));
}

test("a star in a path pattern matches any characters or none, and every other character matches itself", () => {
  const pattern = fc.string({ unit: fc.constantFrom("*", "a", "/", ".", "+"), maxLength: 8 });
  const path = fc.string({ unit: fc.constantFrom("a", "/", ".", "+"), maxLength: 10 });
  fc.assert(
    fc.property(pattern, path, (p, text) => fits(p, text) === means(p, text)),
    { numRuns: 5_000 },
  );
  expect(fits("/v1/*/next", "/v1/process-instances/7/next")).toBe(true);
});

test("a pattern with 200 stars is matched against a long path without exponential time", () => {
  expect(fits(`${"*a".repeat(200)}b`, "a".repeat(10_000))).toBe(false);
});
