import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/**
 * The same inputs in every run, so that a failure is caused by the change under test. `npm run
 * fuzz` tries others.
 */
test("100 inputs over every border end in a value or a typed error", () => {
  const args = [join(import.meta.dirname, "main.ts"), "--runs", "100", "--seed", "1"];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  expect(status, `${stdout}${stderr}`).toBe(0);
}, 300_000);
