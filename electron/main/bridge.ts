import { utilityProcess } from "electron";
import type { BridgeSpawner } from "../core/cards/bridge-process.ts";

/**
 * Runs the card bridge as a utility process: it ends with the program, but its crash does not end
 * the program.
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

/** Kills a process with SIGKILL, because Electron's own `kill` sends SIGTERM. */
function killProcess(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // The process ended before the signal reached it.
  }
}
