import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

/*
 * The tests run on a newer Node than Electron's. A named import that Electron's Node lacks would
 * prevent the whole program from starting.
 */

/** The oldest Node in Electron 45, as 1000 × major + minor: 24.18 (its DEPS file). */
const oldest = 24_018;

const typings = "node_modules/@types/node";

/**
 * Returns the names that only a newer Node has, by module, according to `@since` in Node's types.
 */
function newerNames(): Map<string, Set<string>> {
  const newer = new Map<string, Set<string>>();
  for (const file of readdirSync(typings, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".d.ts"),
  )) {
    const text = readFileSync(join(typings, file), "utf8");
    const names = new Set<string>();
    for (const [, since = "", name = ""] of text.matchAll(documented))
      if (versionsOf(since).every((it) => it > oldest)) names.add(name);
    newer.set(file.replace(/\.d\.ts$/, ""), names);
  }
  return newer;
}

/** Matches a comment with `@since`, and the name that it documents. */
const documented =
  /@since ([^\n]*)\n(?:(?!\*\/)[^])*?\*\/\s*(?:export |declare |static |readonly |async |function |class |const |var |get )*(\w+)/g;

/**
 * Returns the releases in which a name appeared; several release lines may be listed: `v25.1.0,
 * v24.19.0`.
 */
const versionsOf = (since: string): number[] =>
  [...since.matchAll(/v(\d+)\.(\d+)/g)].map(([, major, minor]) => Number(major) * 1_000 + Number(minor));

test("Node's types name what is newer than Electron's Node", () => {
  const all = [...newerNames().values()].flatMap((names) => [...names]);
  expect(all.length).toBeGreaterThan(3);
  expect(versionsOf("v25.1.0, v24.19.0")).toEqual([25_001, 24_019]);
  // Came with 24.16: it may be used.
  expect(newerNames().get("crypto")).not.toContain("randomUUIDv7");
});

test.each(["main", "bridge"])("the bundle of %s imports nothing by name that Electron's Node lacks", (bundle) => {
  const newer = newerNames();
  let count = 0;
  for (const file of readdirSync(join("dist", bundle))) {
    const text = readFileSync(join("dist", bundle, file), "utf8");
    for (const [, list = "", module = ""] of text.matchAll(
      /^import (?:[\w$]+, )?\{([^}]*)\} from "(?:node:)?([\w/]+)";$/gm,
    )) {
      const names = list.split(",").map((each) => each.trim().split(" as ", 1).join(""));
      count += names.length;
      expect([module, names.filter((name) => newer.get(module)?.has(name))]).toEqual([module, []]);
    }
  }
  expect(count).toBeGreaterThan(5);
});
