import type { Log } from "../log.ts";
import { machinePlace } from "../policy/machine.ts";
import { underPolicy, type OverruledFlag } from "./overrule.ts";
import type { Policy } from "../policy/policy.ts";
import { readPolicy } from "../policy/read.ts";
import type { ShellOptions } from "./options.ts";

/**
 * The conditions of a start on this machine: the policy, and the flags that it does not overrule.
 */
export interface Site<O extends ShellOptions> {
  readonly options: O;
  readonly policy: Policy | null;
  readonly overruled: readonly OverruledFlag[];
}

/** Reads the policy, once, before anything else. Throws StartError. */
export function readSite<O extends ShellOptions>(given: O): Site<O> {
  const policy = readPolicy(machinePlace(process.platform), given.policy);
  return { policy, ...underPolicy(given, policy) };
}

/** Reports on stderr and in the log the overruled flags and the unknown keys of the policy. */
export function saySite({ policy, overruled }: Site<ShellOptions>, log: Log): void {
  const say = (text: string): void => void process.stderr.write(`CardDesk: ${text}\n`);
  for (const flag of overruled) {
    log.warn({ flag }, "a flag does not count: the policy sets it");
    say(`--${flag}${flag === "idm" ? " (or CARDDESK_IDM)" : ""} does not count: the policy sets it`);
  }
  const unknown = policy?.unknownKeys ?? [];
  if (unknown.length === 0) return;
  log.warn({ keys: unknown.length }, "the policy has keys that this version does not know");
  say(`the policy has keys that this version does not know: ${unknown.join(", ")}`);
}
