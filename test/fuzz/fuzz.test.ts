import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

/** The same inputs each time, and others each time: a finding prints its seed. */
test.each([1, Date.now() % 1_000_000])(
  "100 inputs over every border end in a value or a typed error, seed %i",
  (seed) => {
    const args = [join(import.meta.dirname, "main.ts"), "--runs", "100", "--seed", String(seed)];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(status, `${stdout}${stderr}`).toBe(0);
  },
  300_000,
);
