import { superviseBridge, type BridgeProcess, type BridgeSpawner } from "../cards/bridge-process.ts";
import type { Log } from "../log.ts";
import { StartError } from "#shared/start-error.ts";

/**
 * What starts the card bridge of a shell: its own, by `spawn`, or a running one, that of the flags
 * or that of the environment; its secret is in CARDDESK_BRIDGE_SECRET. Removes the secret from the
 * process's environment. Throws StartError if it is missing for that of the flags; that of an
 * environment then refuses this program, and the health list says it.
 */
export function shellBridge(
  given: string | null,
  spawn: BridgeSpawner,
  log: Log,
): (ofEnvironment: string | null) => BridgeProcess {
  const secret = process.env["CARDDESK_BRIDGE_SECRET"] ?? "";
  delete process.env["CARDDESK_BRIDGE_SECRET"];
  if (given !== null && secret === "")
    throw new StartError("--bridge needs the secret of that bridge in CARDDESK_BRIDGE_SECRET");
  return (ofEnvironment) => {
    const address = given ?? ofEnvironment;
    if (address === null) return superviseBridge(spawn, log);
    return { endpoint: () => ({ address, secret }), stop: async () => undefined };
  };
}
