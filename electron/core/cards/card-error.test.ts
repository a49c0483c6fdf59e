import { expect, test } from "vitest";
import { bridgeCodes, type BridgeError } from "#shared/bridge/error.ts";
import { cardError } from "./card-error.ts";

const errors = bridgeCodes.map((code): BridgeError => {
  return code === "pin-wrong" ? { code, triesLeft: 2, detail: "" } : { code, detail: "" };
});

test.each(errors)("the card bridge error $code keeps its code for the operator", (error) => {
  expect(cardError(error).code).toBe(error.code);
});

test("the error for a wrong PIN has the number of tries left", () => {
  expect(cardError({ code: "pin-wrong", triesLeft: 2, detail: "" }).params).toEqual({ left: 2 });
});
