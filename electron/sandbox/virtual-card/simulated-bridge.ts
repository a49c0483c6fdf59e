import { parseArgs } from "node:util";
import { runBridge } from "../../bridge/run.ts";
import { simulatedPcsc } from "./simulated-reader.ts";
import { vpcdPort } from "./vpcd.ts";

/*
 * A card bridge for machines without PC/SC: the same process and protocol over a simulated reader, and it says so in `hello` and
 * `diagnostics`. node electron/sandbox/virtual-card/simulated-bridge.ts --address PATH [--port 35963], with the secret in
 * CARDDESK_BRIDGE_SECRET; `npm run virtual-card` puts a card in.
 */
const { values } = parseArgs({ options: { address: { type: "string" }, port: { type: "string" } } });
const pcsc = await simulatedPcsc(Number(values.port ?? vpcdPort)).catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(2);
});
await runBridge({ address: values.address, simulated: true, pcsc });
