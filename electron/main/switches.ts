import { StartError } from "#shared/start-error.ts";
import { shellFlags } from "../core/shell/options.ts";

/**
 * The switches of Chromium that an installed program takes: for screens, screen readers and key
 * stores that need one, and for support. None loads code, opens a debugger or weakens the sandbox.
 */
const allowed: ReadonlySet<string> = new Set([
  // The policy of an installed program is the machine's.
  ...Object.keys(shellFlags).filter((flag) => flag !== "policy"),
  "disable-gpu",
  "enable-logging",
  "force-device-scale-factor",
  "force-renderer-accessibility",
  "log-file",
  "log-net-log",
  "ozone-platform",
  "ozone-platform-hint",
  "password-store",
  "v",
]);

/**
 * Refuses a command line with a switch that is not on the list: Chromium has read it by now, but
 * started no page. What follows `--` is no switch. Throws StartError.
 */
export function refuseSwitches(args: readonly string[], platform: NodeJS.Platform): void {
  const end = args.indexOf("--");
  for (const arg of end === -1 ? args : args.slice(0, end)) {
    const name = switchName(arg, platform);
    if (name !== null && !allowed.has(name)) throw new StartError(`an installed CardDesk does not take --${name}`);
  }
}

/**
 * As Chromium reads it (base/command_line.cc): `--` or `-`, on Windows also `/`; there, case does
 * not matter.
 */
function switchName(arg: string, platform: NodeJS.Platform): string | null {
  const name = /^(?:--?|\/)([^=]+)/.exec(arg)?.[1];
  if (name === undefined || (arg.startsWith("/") && platform !== "win32")) return null;
  return platform === "win32" ? name.toLowerCase() : name;
}
