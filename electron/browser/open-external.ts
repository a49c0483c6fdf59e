import { spawn } from "node:child_process";
import { join } from "node:path";

/**
 * Opens an address in the system's browser: a window opened by the page would use the page's own
 * profile, which has no session at a provider. Resolves to false if the system has no way to do it.
 * No shell reads the address.
 */
export function openExternal(address: string): Promise<boolean> {
  const [program, ...args] = opener();
  return new Promise((resolve) => {
    const child = spawn(program, [...args, address], { stdio: "ignore", detached: true });
    child.once("error", () => resolve(false));
    child.once("spawn", () => child.unref());
    // Some openers run as long as the browser that they start.
    const patience = setTimeout(() => resolve(true), 2_000).unref();
    child.once("exit", (code) => {
      clearTimeout(patience);
      resolve(code === 0);
    });
  });
}

function opener(): readonly [string, ...string[]] {
  if (process.platform === "darwin") return ["/usr/bin/open"];
  if (process.platform !== "win32") return ["xdg-open"];
  const { SystemRoot = "C:\\Windows" } = process.env;
  return [join(SystemRoot, "System32", "rundll32.exe"), "url.dll,FileProtocolHandler"];
}
