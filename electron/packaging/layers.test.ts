import { globSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { expect, it } from "vitest";

const core = join(import.meta.dirname, "../core");

/** The folders of the core, bottom first; each imports only folders before it (ARCHITECTURE.md). */
const layers = [
  ["idm"],
  ["store", "revocation"],
  ["journal", "session", "objects", "search", "scenarios"],
  ["sync", "working-set", "diagnostics", "policy"],
  ["workplace", "cards", "settings"],
  ["shell", "wizard", "bulk", "tasks", "admin", "replay"],
  ["health"],
  ["environments"],
];
const layerOf = (folder: string): number => layers.findIndex((names) => names.includes(folder));

/** Imports from one folder of the core to another: the file, and the folder that it imports. */
const imports = globSync("*/**/*.ts", { cwd: core })
  .filter((file) => !file.endsWith(".test.ts"))
  .flatMap((file) =>
    [...readFileSync(join(core, file), "utf8").matchAll(/ from "(\.[^"]+)"/g)].map(([, to = ""]) => ({
      file,
      from: file.split(/[\\/]/)[0] ?? "",
      to: normalize(join(file, "..", to)).split(/[\\/]/),
    })),
  )
  .flatMap(({ file, from, to: [to = "", ...more] }) => (more.length === 0 || to === from ? [] : [{ file, from, to }]));

it("the folders of the core import only those in layers below", () => {
  expect(imports.length).toBeGreaterThan(100);
  expect(imports.filter(({ from, to }) => layerOf(to) < 0 || layerOf(from) <= layerOf(to))).toEqual([]);
});
