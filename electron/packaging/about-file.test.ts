import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { buildOf } from "./about-file.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-about-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const when = "2026-05-06T07:08:09Z";

function commit(): string {
  const git = (...args: string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, GIT_AUTHOR_DATE: when, GIT_COMMITTER_DATE: when },
    }).trim();
  writeFileSync(join(folder, "file"), "as committed");
  git("init", "--quiet");
  git("add", "file");
  git("commit", "--quiet", "--message", "First");
  return git("rev-parse", "HEAD");
}

describe("the build information", () => {
  test("is the commit and its date, never the time of the build", () => {
    const hash = commit();
    expect(buildOf(folder, undefined)).toEqual({ commit: hash.slice(0, 12), date: "2026-05-06T07:08:09.000Z" });
  });

  test("says that files differ from the commit", () => {
    const hash = commit();
    writeFileSync(join(folder, "file"), "changed");
    expect(buildOf(folder, undefined).commit).toBe(`${hash.slice(0, 12)}-modified`);
  });

  test("takes the date from SOURCE_DATE_EPOCH if that is set, and refuses an invalid value", () => {
    commit();
    expect(buildOf(folder, "1700000000").date).toBe("2023-11-14T22:13:20.000Z");
    expect(() => buildOf(folder, "yesterday")).toThrow("SOURCE_DATE_EPOCH");
  });

  test("is unknown in a folder without its own Git repository, such as an archive inside another work tree", () => {
    commit();
    const archive = join(folder, "archive");
    mkdirSync(archive);
    expect(buildOf(archive, undefined)).toEqual({ commit: null, date: null });
    expect(buildOf(archive, "0")).toEqual({ commit: null, date: "1970-01-01T00:00:00.000Z" });
  });
});
