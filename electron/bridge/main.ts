import { systemPcsc } from "./pcsc.ts";
import { readFlags, runBridge } from "./run.ts";

/*
 * The card bridge runs in a process of its own, because a crash of the addon must not take the
 * client with it. Usage: node electron/bridge/main.ts --address PATH, with the secret in
 * CARDDESK_BRIDGE_SECRET.
 */
const flags = readFlags("address");
await runBridge({ address: flags.get("address"), simulated: false, pcsc: systemPcsc() });
