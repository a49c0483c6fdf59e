import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");

// A house rule (CONTRIBUTING.md): the formatter leaves comments as they are.
it("no line of a comment is wider than 100 columns", () => {
  const files = globSync("{electron,renderer,shared,test}/**/*.{ts,tsx,mjs,css}", { cwd: root });
  expect(files.length).toBeGreaterThan(1_000);
  const tooWide = files.flatMap((file) =>
    readFileSync(join(root, file), "utf8")
      .split(/\r?\n/)
      .flatMap((line, n) => (/^\s*(\/\/|\/\*|\* )/.test(line) && line.length > 100 ? [`${file}:${n + 1}`] : [])),
  );
  expect(tooWide).toEqual([]);
});
