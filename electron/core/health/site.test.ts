import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parsePolicy } from "../policy/parse.ts";
import { policyFile } from "../policy/machine.ts";
import { createSettings } from "../settings/settings.ts";
import type { Check } from "./check.ts";
import { foreignPolicyCheck, foreignSettingsCheck, siteChecks } from "./site.ts";

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "carddesk-test-site-"))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const found = async ({ ask }: Check) => ask(new AbortController().signal);
const policyOf = (more: object) => JSON.stringify({ version: 1, organisation: "City", ...more });

test.each([
  ["none", null, { code: "policy.none" }],
  ["one", policyOf({}), { code: "policy.in-force" }],
  ["unknown keys", policyOf({ a: 1, settings: { b: 2 } }), { code: "policy.unknown-keys", params: { count: 2 } }],
])("the checks at start and from outside report the same about the policy: %s", async (_, text, expected) => {
  const file = { read: () => ({}), write: () => undefined, keptAside: null };
  const [policy] = siteChecks(createSettings(file, text === null ? null : parsePolicy(text, String)));
  expect(policy === undefined ? null : await found(policy)).toMatchObject(expected);
  if (text !== null) writeFileSync(join(folder, "policy.json"), text, { mode: 0o644 });
  const place = policyFile(join(folder, "policy.json"), process.getuid?.() ?? 0);
  expect(await found(foreignPolicyCheck(place))).toMatchObject(expected);
});

test("the check from outside reports a policy that stops the start", async () => {
  writeFileSync(join(folder, "policy.json"), policyOf({ version: 9 }), { mode: 0o644 });
  const place = policyFile(join(folder, "policy.json"), process.getuid?.() ?? 0);
  expect(await found(foreignPolicyCheck(place))).toMatchObject({ code: "policy.unusable" });
});

test.each([
  [null, "settings.sound"],
  ["{}", "settings.sound"],
  ['{"theme":', "settings.kept-aside"],
  ['{"format":99}', "settings.newer"],
])("the check from outside reports the state of a settings file with the content %j", async (text, code) => {
  if (text !== null) writeFileSync(join(folder, "settings.json"), text);
  expect(await found(foreignSettingsCheck(folder))).toMatchObject({ code });
});

test("the check from outside reports a folder in place of the settings file as kept aside", async () => {
  mkdirSync(join(folder, "settings.json"));
  expect(await found(foreignSettingsCheck(folder))).toMatchObject({ code: "settings.kept-aside" });
});
