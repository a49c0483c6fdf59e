import { existsSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const rows = readFileSync("SECURITY.md", "utf8")
  .split("\n")
  .map((line) => /^\| (\d+) \| .+ \| (.+) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, number = "", proofs = ""]) => ({
    number: Number(number),
    proofs: [...proofs.matchAll(/`([^`]+)`(?: "([^"]+)")?/g)].map(([, file = "", title = ""]) => ({ file, title })),
  }));

test("SECURITY.md has every row once, in order", () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 37 }, (_, n) => n + 1));
});

test.each(rows)("every file and title named as a proof in row $number exists", ({ proofs }) => {
  expect(proofs.length).toBeGreaterThan(0);
  expect(proofs.filter(({ file, title }) => !existsSync(file) || !readFileSync(file, "utf8").includes(title))).toEqual(
    [],
  );
});
