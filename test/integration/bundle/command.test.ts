import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { readBundle } from "../../../electron/core/diagnostics/bundle/read.ts";
import { inflated } from "../../fixtures/zip.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-test-bundle-command-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function bundle(...args: string[]): { status: number | null; said: string; complained: string } {
  const command = ["electron/launcher/bundle.mjs", ...args];
  const { status, stdout, stderr } = spawnSync(process.execPath, command, { encoding: "utf8" });
  return { status, said: stdout, complained: stderr };
}

test("a support bundle is made from the data directory of a program that does not start", async () => {
  writeFileSync(join(directory, "carddesk.log"), `${JSON.stringify({ level: 50, msg: "uncaught fault" })}\n`);
  writeFileSync(join(directory, "settings.json"), JSON.stringify({ theme: "dark", password: "hunter2" }));
  writeFileSync(join(directory, "offline.db"), "no database");
  const { status, said } = bundle("--data-dir", directory);
  expect(status).toBe(0);
  const file = /^CardDesk: support bundle (.+\.zip)$/m.exec(said)?.[1] ?? "";
  expect(file).toContain(join(directory, "bundles"));
  expect(await readBundle(file)).toMatchObject({ ok: true, value: { recording: null } });
  const inside = await inflated(readFileSync(file));
  expect(String(inside.get("log.jsonl"))).toContain("uncaught fault");
  expect(JSON.parse(String(inside.get("settings.json")))).toMatchObject({ theme: "dark" });
  expect(JSON.parse(String(inside.get("journal.json")))).toMatchObject({ format: 0 });
  expect(String(inside.get("health.json"))).toContain("database.damaged");
  expect(JSON.stringify([...inside.values()].map(String))).not.toContain("hunter2");
});

test("a support bundle goes to the file that --out names, and replaces no existing file", () => {
  const file = join(directory, "for-support.zip");
  expect(bundle("--data-dir", directory, "--out", file)).toMatchObject({ status: 0 });
  const first = readFileSync(file);
  const again = bundle("--data-dir", directory, "--out", file);
  expect(again.status).toBe(1);
  expect(again.complained).toBe("CardDesk: the support bundle cannot be written there; name another file with --out\n");
  expect(readFileSync(file)).toEqual(first);
});

test.each([
  [["--data-dir", "/nowhere/at/all"], "CardDesk: there is no data directory /nowhere/at/all\n"],
  [[], "CardDesk: --data-dir needs a directory\n"],
])("the command reports a missing directory or argument: %j", (args, complained) => {
  expect(bundle(...args)).toEqual({ status: 2, said: "", complained });
  expect(existsSync("/nowhere")).toBe(false);
});
