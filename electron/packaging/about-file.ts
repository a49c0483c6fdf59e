import { execFileSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Build } from "#shared/ipc/about.ts";
import type { ThirdParty } from "./third-party.ts";

/**
 * Writes `dist/about.json`: the program's build and the third-party code in it, for the program to
 * show.
 */
export function writeAbout(parties: readonly ThirdParty[]): void {
  const licences = parties.map(({ name, version, license, texts }) => {
    return { name, version, license, text: texts.join("\n\n") };
  });
  const about = { build: buildOf(process.cwd(), process.env["SOURCE_DATE_EPOCH"]), licences };
  writeFileSync(join("dist", "about.json"), JSON.stringify(about));
}

/**
 * Returns the commit of a folder, with `-modified` if its files differ from it, and the commit's
 * date; never the date of the build, so that the same commit makes the same program. `epoch`:
 * seconds since 1970 that replace the commit's date (reproducible-builds.org, SOURCE_DATE_EPOCH).
 */
export function buildOf(folder: string, epoch: string | undefined): Build {
  // A source archive may be inside another project's work tree.
  const isOwn = existsSync(join(folder, ".git"));
  const git = (...args: string[]): string | null => {
    try {
      return execFileSync("git", args, { cwd: folder, encoding: "utf8", stdio: "pipe" }).trim();
    } catch {
      return null;
    }
  };
  const commit = isOwn ? git("describe", "--always", "--exclude=*", "--abbrev=12", "--dirty=-modified") : null;
  const seconds = epoch ?? (commit === null ? null : git("log", "-1", "--format=%ct"));
  return { commit, date: seconds === null ? null : dateOf(seconds) };
}

function dateOf(seconds: string): string {
  if (!/^\d{1,11}$/.test(seconds)) throw new Error(`SOURCE_DATE_EPOCH is no number of seconds: ${seconds}`);
  return new Date(Number(seconds) * 1000).toISOString();
}
