import { parseArgs } from "node:util";
import { systemPcsc } from "./pcsc.ts";
import { runBridge } from "./run.ts";

/*
 * The card bridge: a process of its own, because an addon that crashes must not take the client with it.
 * node electron/bridge/main.ts --address PATH, with the secret in CARDDESK_BRIDGE_SECRET.
 */
const { values } = parseArgs({ options: { address: { type: "string" } } });
await runBridge({ address: values.address, simulated: false, pcsc: systemPcsc() });
