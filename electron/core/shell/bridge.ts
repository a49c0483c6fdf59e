import { superviseBridge, type BridgeProcess, type BridgeSpawner } from "../cards/bridge-process.ts";
import type { Log } from "../log.ts";
import { StartError } from "#shared/start-error.ts";

/**
 * Returns a function that gives a shell its card bridge: the running one of the flags, or else of
 * the environment, or its own, which `spawn` starts. The secret of a running bridge is in
 * CARDDESK_BRIDGE_SECRET, which is removed from the process's environment. Throws StartError if the
 * secret is missing for the bridge of the flags; a bridge of an environment then refuses this
 * program, and the health list reports it.
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
