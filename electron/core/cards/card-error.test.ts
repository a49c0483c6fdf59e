import { expect, test } from "vitest";
import { bridgeCodes, type BridgeError } from "#shared/bridge/error.ts";
import { cardError } from "./card-error.ts";

const errors = bridgeCodes.map((code): BridgeError => {
  return code === "pin-wrong" ? { code, triesLeft: 2, detail: "" } : { code, detail: "" };
});

test.each(errors)("the operator meets $code of the bridge under its own code", (error) => {
  expect(cardError(error).code).toBe(error.code);
});

test("a wrong PIN says how many tries are left", () => {
  expect(cardError({ code: "pin-wrong", triesLeft: 2, detail: "" }).params).toEqual({ left: 2 });
});
