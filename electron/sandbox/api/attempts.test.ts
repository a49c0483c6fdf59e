import { expect, test } from "vitest";
import { openAttempts } from "./attempts.ts";

const exists = (account: string): boolean => account === "officer";

test("failed attempts on unknown accounts are kept up to a limit and never displace those on an account that exists", () => {
  let time = 0;
  const attempts = openAttempts(() => new Date(time));
  const fail = (account: string): void => attempts.count(account, exists);
  for (const account of ["officer", "ghost"]) {
    for (let n = 0; n < 5; n += 1) fail(account);
    expect(() => fail(account)).toThrow("account-locked");
  }
  for (let n = 0; n < 5_000; n += 1) fail(`made-up-${n}`);
  expect(() => fail("officer")).toThrow("account-locked");
  expect(() => fail("ghost")).not.toThrow();

  time += 5 * 60 * 1000;
  expect(() => fail("officer")).not.toThrow();
});
