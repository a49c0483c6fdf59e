import { utilityProcess } from "electron";
import type { BridgeSpawner } from "../core/cards/bridge-process.ts";

/**
 * Runs the card bridge as a utility process: it ends with the program, and the program does not end
 * with it.
 */
export function utilityBridge(entry: string): BridgeSpawner {
  return (args, environment) => {
    const child = utilityProcess.fork(entry, [...args], {
      env: { ...process.env, ...environment },
      serviceName: "CardDesk card bridge",
      stdio: "inherit",
    });
    const exited = Promise.withResolvers<string>();
    child.once("exit", (code) => exited.resolve(`exit code ${code}`));
    return {
      get pid() {
        return child.pid;
      },
      exited: exited.promise,
      end: () => void child.kill(),
      kill: () => killProcess(child.pid),
    };
  };
}

/** Electron's own `kill` is SIGTERM. The process may end before the signal reaches it. */
function killProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended.
  }
}
