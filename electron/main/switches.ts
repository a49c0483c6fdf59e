import { StartError } from "#shared/start-error.ts";
import { shellFlags } from "../core/shell/options.ts";

/**
 * The switches that an installed program takes: its own, and those of Chromium for screens, screen
 * readers, key stores and support. None loads code, opens a debugger or weakens the sandbox.
 */
const allowed: ReadonlySet<string> = new Set([
  // An installed program takes the machine's policy only.
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
 * has not started a page. Arguments after `--` are not switches. Throws StartError.
 */
export function refuseSwitches(args: readonly string[], platform: NodeJS.Platform): void {
  const end = args.indexOf("--");
  for (const arg of end === -1 ? args : args.slice(0, end)) {
    const name = switchName(arg, platform);
    if (name !== null && !allowed.has(name)) throw new StartError(`an installed CardDesk does not take --${name}`);
  }
}

/**
 * Reads the name of a switch as Chromium does (base/command_line.cc): after `--` or `-`, and on
 * Windows also after `/` and regardless of case. Null if it is no switch.
 */
function switchName(arg: string, platform: NodeJS.Platform): string | null {
  const name = /^(?:--?|\/)([^=]+)/.exec(arg)?.[1];
  if (name === undefined || (arg.startsWith("/") && platform !== "win32")) return null;
  return platform === "win32" ? name.toLowerCase() : name;
}
