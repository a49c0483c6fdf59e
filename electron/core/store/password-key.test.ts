import { scryptSync } from "node:crypto";
import { expect, test } from "vitest";
import { passwordKey, shippedCost } from "./password-key.ts";

test("a key is derived with the scrypt cost that OWASP asks for, from the password in Unicode form NFC", () => {
  expect(shippedCost).toEqual({ N: 131_072, r: 8, p: 1 });
  const salt = Buffer.alloc(16, 7);
  const expected = scryptSync("pässword", salt, 32, { N: 131_072, r: 8, p: 1, maxmem: 2 ** 28 });
  // Decomposed, as a macOS keyboard may send it.
  expect(passwordKey("pa\u0308ssword", salt, shippedCost)).toEqual(expected);
});
