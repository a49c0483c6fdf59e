import { execFileSync } from "node:child_process";
import { win32 } from "node:path";

/** Runs a program of the system and returns its output; empty if it fails. */
export type Run = (program: string, args: readonly string[]) => string;

const internetSettings = String.raw`HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings`;
const gnomeProxy = "org.gnome.system.proxy";

/**
 * Returns the host of the PAC file that the system names, as Chromium will look for it; null if
 * there is none. Must be read before `ready`: Chromium fetches the file by itself, and by then must
 * know which names it may resolve. Names that the file itself resolves (`dnsResolve`) are not
 * found.
 */
export function pacHost(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  run: Run = runProgram,
): string | null {
  const url = URL.parse(pacAddress(platform, environment, run));
  if (url === null || !/^https?:$/.test(url.protocol)) return null;
  // The name becomes part of a rule, which a comma or an asterisk would change.
  return /^([a-z0-9.-]+|\[[0-9a-f:.]+\])$/.test(url.hostname) ? url.hostname : null;
}

function pacAddress(
  platform: NodeJS.Platform,
  environment: Readonly<Record<string, string | undefined>>,
  run: Run,
): string {
  if (platform === "win32") {
    const system = win32.join(environment["SystemRoot"] ?? String.raw`C:\Windows`, "System32", "reg.exe");
    return (
      /AutoConfigURL\s+REG_SZ\s+(\S+)/.exec(run(system, ["query", internetSettings, "/v", "AutoConfigURL"]))?.[1] ?? ""
    );
  }
  if (platform === "darwin") {
    const said = run("/usr/sbin/scutil", ["--proxy"]);
    return /ProxyAutoConfigEnable : 1/.test(said) ? (/ProxyAutoConfigURLString : (\S+)/.exec(said)?.[1] ?? "") : "";
  }
  const ofEnvironment = environment["auto_proxy"] ?? "";
  if (ofEnvironment !== "") return ofEnvironment;
  const isAutomatic = run("/usr/bin/gsettings", ["get", gnomeProxy, "mode"]).trim() === "'auto'";
  return isAutomatic
    ? run("/usr/bin/gsettings", ["get", gnomeProxy, "autoconfig-url"]).trim().replace(/^'|'$/g, "")
    : "";
}

/** Longest wait for the program at the start, in milliseconds. */
const patience = 1_000;

function runProgram(program: string, args: readonly string[]): string {
  try {
    return execFileSync(program, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"], timeout: patience });
  } catch {
    return "";
  }
}
