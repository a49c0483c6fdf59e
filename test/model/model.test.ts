import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { expect, test } from "vitest";

test("25 random runs of two operators keep every invariant", () => {
  // A separate process, because it replaces parts of Node before the product is loaded.
  const model = join(import.meta.dirname, "main.ts");
  const { status, stdout, stderr } = spawnSync(process.execPath, [model, "--runs", "25", "--seed", "1"], {
    encoding: "utf8",
  });
  expect(status, `${stdout}${stderr}`).toBe(0);
}, 60_000);
