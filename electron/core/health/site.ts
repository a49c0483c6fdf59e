import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { machinePlace, type MachinePlace } from "../policy/machine.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicy } from "../policy/read.ts";
import { readStored } from "../settings/stored.ts";
import type { SettingsKeeper } from "../settings/settings.ts";
import { settingsName } from "../shell/settings-file.ts";
import { finding, type Check, type Finding } from "./check.ts";

/**
 * Returns the checks of the site's policy and of the settings file, as found at the program's
 * start.
 */
export const siteChecks = (settings: SettingsKeeper): readonly Check[] => [
  { id: "policy", ask: () => policyFinding(settings.policy) },
  { id: "settings", ask: () => finding(`settings.${settings.file().kind}`) },
];

/** Checks the policy as a program would find it at its start. */
export const foreignPolicyCheck = (place: MachinePlace = machinePlace(process.platform)): Check => ({
  id: "policy",
  ask() {
    try {
      return policyFinding(readPolicy(place, null));
    } catch {
      return finding("policy.unusable");
    }
  },
});

/** Checks the settings file as a program would find it at its start. */
export const foreignSettingsCheck = (directory: string): Check => ({
  id: "settings",
  ask: () => finding(`settings.${kindOf(join(directory, `${settingsName}.json`))}`),
});

function policyFinding(policy: Policy | null): Finding {
  if (policy === null) return finding("policy.none");
  const count = policy.unknownKeys.length;
  return count === 0 ? finding("policy.in-force") : finding("policy.unknown-keys", { count });
}

function kindOf(file: string): "sound" | "kept-aside" | "newer" {
  // Without a file the program starts with the defaults.
  if (!existsSync(file)) return "sound";
  try {
    return readStored(JSON.parse(readFileSync(file, "utf8"))) === "newer" ? "newer" : "sound";
  } catch {
    return "kept-aside";
  }
}
