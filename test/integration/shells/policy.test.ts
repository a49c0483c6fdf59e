import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { call, newSecret, nobody, openPage, startBrowserShell } from "./browser-shell.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carddesk-test-policy-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const sound = { version: 1, organisation: "City of Example", settings: { idleMinutes: 5 } };
const production = { name: "Production", url: "http://localhost:9/idm" };

function policy(content: object): string {
  const file = join(folder, "policy.json");
  writeFileSync(file, JSON.stringify(content));
  return file;
}

test("a policy overrides the flags, is shown with its organisation, and cannot be changed", async () => {
  const file = policy({ ...sound, colour: "red", environments: [production] });
  await using shell = await startBrowserShell(nobody, ["--policy", file]);
  const page = await openPage(shell, { token: shell.token, secret: newSecret() });
  const ask = (area: string, name: string, args: unknown = null) => call(page, 1, { area, name, args });
  expect(await ask("app", "info")).toMatchObject({ value: { idm: { url: production.url } } });
  expect(await ask("app", "settings")).toMatchObject({ value: { idleMinutes: 5 } });
  expect(await ask("app", "managed")).toEqual({
    ok: true,
    value: { organisation: "City of Example", keys: ["idleMinutes", "environments"] },
  });
  expect(await ask("app", "saveSettings", { idleMinutes: 60 })).toMatchObject({ error: { code: "managed" } });
  const log = readFileSync(join(shell.dataDirectory, "carddesk.log"), "utf8");
  expect(log).toContain('"flag":"idm"');
  expect(log).toContain('"keys":1');
});

test.each([
  [{ ...sound, settings: { idleMinutes: 0 } }, "settings.idleMinutes: "],
  [{ ...sound, environments: [production, { ...production, name: "PRODUCTION" }] }, "environments[1].name: another"],
  [{ ...sound, environment: "Nowhere" }, "environment: none of the environments"],
])("an invalid policy stops the start with one line: %j", (content, line) => {
  const file = policy(content);
  const flags = ["--idm", nobody, "--data-dir", join(folder, "data"), "--no-open", "--policy", file];
  const ended = spawnSync(process.execPath, ["electron/browser/main.ts", ...flags], { encoding: "utf8" });
  expect(ended.status).toBe(2);
  expect(ended.stdout).toBe("");
  expect(ended.stderr.split("\n")).toEqual([expect.stringContaining(`CardDesk: the policy ${file}: ${line}`), ""]);
});

test("the shell leaves a settings file of a newer version unchanged when settings are saved", async () => {
  const newer = '{\n "format": 99, "theme": {"kind": "dark"}}';
  const before = join(folder, "settings.json");
  writeFileSync(before, newer);
  await using shell = await startBrowserShell(nobody, ["--data-dir", folder]);
  const page = await openPage(shell, { token: shell.token, secret: newSecret() });
  const ask = (name: string, args: unknown = null) => call(page, 1, { area: "app", name, args });
  expect(await ask("settingsFile")).toEqual({ ok: true, value: { kind: "newer" } });
  expect(await ask("saveSettings", { theme: "dark" })).toMatchObject({ ok: true });
  expect(readFileSync(before, "utf8")).toBe(newer);
});
