import { expect, it } from "vitest";
import { errorGroups, errorNumber } from "./error-numbers.ts";
import { errorCodes } from "./errors.ts";

it("every error has a number of its own, in one group", () => {
  const inGroups = Object.values(errorGroups).flatMap((group) => Object.entries(group));
  expect(inGroups.map(([code]) => code).toSorted()).toEqual([...errorCodes].toSorted());
  const numbers = errorCodes.map(errorNumber);
  expect(new Set(numbers).size).toBe(errorCodes.length);
  expect(numbers.filter((number) => !/^CD-1\d{3}$/.test(number))).toEqual([]);
});

it("a group has a hundred of its own", () => {
  const hundreds = Object.values(errorGroups).map(
    (group) => new Set(Object.values(group).map((number) => Math.floor(number / 100))),
  );
  expect(hundreds.map((each) => each.size)).toEqual(hundreds.map(() => 1));
  expect(new Set(hundreds.flatMap((each) => [...each])).size).toBe(hundreds.length);
});
