import { superviseBridge, type BridgeProcess, type BridgeSpawner } from "../cards/bridge-process.ts";
import type { Log } from "../log.ts";
import { StartError } from "#shared/start-error.ts";

/**
 * What starts the card bridge of a shell: its own, by `spawn`, or a running one at `address`, whose
 * secret is in CARDDESK_BRIDGE_SECRET. Removes the secret from the environment. Throws StartError
 * if it is missing.
 */
export function shellBridge(address: string | null, spawn: BridgeSpawner, log: Log): () => BridgeProcess {
  const secret = process.env["CARDDESK_BRIDGE_SECRET"] ?? "";
  delete process.env["CARDDESK_BRIDGE_SECRET"];
  if (address === null) return () => superviseBridge(spawn, log);
  if (secret === "") throw new StartError("--bridge needs the secret of that bridge in CARDDESK_BRIDGE_SECRET");
  return () => ({ endpoint: () => ({ address, secret }), stop: async () => undefined });
}
