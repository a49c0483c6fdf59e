import { giveUp, readFlags, runBridge } from "../../bridge/run.ts";
import { simulatedPcsc } from "./simulated-reader.ts";
import { vpcdPort } from "./vpcd.ts";

/*
 * A card bridge for machines without PC/SC: the same process and protocol over a simulated reader, and it says so in
 * `hello` and `diagnostics`. node electron/sandbox/virtual-card/simulated-bridge.ts --address PATH [--port 35963],
 * with the secret in CARDDESK_BRIDGE_SECRET; `npm run virtual-card` puts a card in.
 */
const flags = readFlags("address", "port");
const pcsc = await simulatedPcsc(Number(flags.get("port") ?? vpcdPort)).catch(giveUp);
await runBridge({ address: flags.get("address"), simulated: true, pcsc });
