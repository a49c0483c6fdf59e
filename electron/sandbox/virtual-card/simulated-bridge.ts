import { systemPcsc } from "../../bridge/pcsc.ts";
import { giveUp, readFlags, runBridge } from "../../bridge/run.ts";
import { followSandbox } from "./follow-sandbox.ts";
import { simulatedPcsc } from "./simulated-reader.ts";
import { vpcdPort } from "./vpcd.ts";

/*
 * A card bridge for machines without PC/SC: the same process and protocol over a simulated reader,
 * as `hello` and `diagnostics` report. Usage, with node:
 * electron/sandbox/virtual-card/simulated-bridge.ts --address PATH [--port 35963] [--sandbox URL]
 * The secret is in CARDDESK_BRIDGE_SECRET; `npm run virtual-card` inserts a card. With --sandbox it
 * shows the reader that the scenario of the sandbox requires, and exits at once if this machine has
 * a PC/SC service; the line on stdout says which.
 */
const flags = readFlags("address", "port", "sandbox");
const sandbox = flags.get("sandbox");

if (sandbox !== undefined && (await hasService())) {
  process.stdout.write("This machine has a card service (PC/SC).\n");
  process.exit(0);
}
const service = await openService().catch(giveUp);
await runBridge({ address: flags.get("address"), simulated: true, pcsc: service.pcsc });
if (sandbox !== undefined) {
  process.stdout.write("The card reader is simulated: this machine has no card service (PC/SC).\n");
  await followSandbox(sandbox, service);
}

async function openService() {
  const port = flags.get("port");
  if (port !== undefined || sandbox === undefined) return simulatedPcsc(Number(port ?? vpcdPort));
  // Another program may use the port that `npm run virtual-card` takes by default.
  return simulatedPcsc(vpcdPort).catch(() => simulatedPcsc(0));
}

/** Whether PC/SC runs on this machine. */
function hasService(): Promise<boolean> {
  return new Promise((resolve) => {
    const stop = systemPcsc().watch({
      service(state) {
        resolve(state === "running");
        queueMicrotask(() => stop());
      },
      reader: () => undefined,
      readerGone: () => undefined,
    });
  });
}
