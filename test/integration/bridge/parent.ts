import { dirname } from "node:path";
import { startBridge } from "./harness.ts";

// A program that starts a bridge, prints the bridge's process id, and waits to be killed.
const bridge = await startBridge();
process.stdout.write(`bridge ${bridge.pids[0]}\nin ${dirname(bridge.endpoint().address)}\n`);
