import { expect, it } from "vitest";
import { codesOf, errorGroups, errorNumber } from "./error-numbers.ts";
import { errorCodes } from "./errors.ts";

it("every error has a number of its own and belongs to one group", () => {
  expect(errorGroups.flatMap(codesOf).toSorted()).toEqual([...errorCodes].toSorted());
  const numbers = errorCodes.map(errorNumber);
  expect(new Set(numbers).size).toBe(errorCodes.length);
  expect(numbers.filter((number) => !/^CD-1\d{3}$/.test(number))).toEqual([]);
});

it("each group of errors has a hundred of its own, in the order of the groups", () => {
  const hundreds = errorGroups.map((group) => [
    ...new Set(codesOf(group).map((code) => errorNumber(code).slice(3, 5))),
  ]);
  expect(hundreds).toEqual(errorGroups.map((group, at) => (codesOf(group).length === 0 ? [] : [`1${at}`])));
});
