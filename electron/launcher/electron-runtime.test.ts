import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { electronRuntime } from "./electron-runtime.ts";

/** A folder like that of the npm package `electron`, with these files. */
function packageWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "carddesk-runtime-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, "dist"));
  writeFileSync(join(folder, "package.json"), '{"version":"45.4.1"}');
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

const whole = { "dist/version": "v45.4.1\n", "dist/electron": "", "path.txt": "electron" };

test("a runtime is found if it is complete and has the version of its package", () => {
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", undefined);
  const folder = packageWith(whole);
  expect(electronRuntime(folder)).toBe(join(folder, "dist", "electron"));
});

test.each([
  ["of another version", { ...whole, "dist/version": "45.4.0" }],
  ["without its version", { "dist/electron": "", "path.txt": "electron" }],
  ["half unpacked", { "dist/version": "45.4.1", "dist/electron": "" }],
  ["without its program", { "dist/version": "45.4.1", "path.txt": "electron" }],
])("a runtime %s is not accepted", (_case, files) => {
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", undefined);
  expect(electronRuntime(packageWith(files))).toBeNull();
});

test("a site's own runtime may have any version, and is not found if its program is missing", () => {
  const own = packageWith({ electron: "" });
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", own);
  expect(electronRuntime(packageWith({}))).toBe(join(own, "electron"));
  vi.stubEnv("ELECTRON_OVERRIDE_DIST_PATH", join(own, "nothing"));
  expect(electronRuntime(packageWith({}))).toBeNull();
});
