import { join } from "node:path";
import { z } from "zod";
import { worstLevel } from "#shared/ipc/health.ts";
import { nodeBridge } from "../core/cards/bridge-process.ts";
import { checkOutside } from "../core/health/outside.ts";
import type { Log } from "../core/log.ts";
import { shellBridge } from "../core/shell/bridge.ts";
import { readAuthorities } from "../core/shell/given.ts";
import { readFlags, shellFlags, shellOptionsSchema } from "../core/shell/options.ts";
import { refuseToStart } from "../core/shell/refuse-to-start.ts";
import { tableOf } from "./table.ts";

/*
 * `npm run doctor`: prints the health list without the program. Exit codes: 0 no check is bad, 1 a
 * check is bad, 2 wrong use.
 */

const { idm, "idm-ca": idmCa, "data-dir": dataDir, bridge } = shellFlags;
const flags = { idm, "idm-ca": idmCa, "data-dir": dataDir, bridge, json: { type: "boolean" } } as const;
const shape = shellOptionsSchema.shape;
const optionsSchema = z.object({
  idm: shape.idm,
  "idm-ca": shape["idm-ca"],
  "data-dir": shape["data-dir"].nullable().default(null),
  bridge: shape.bridge,
  json: z.boolean().default(false),
});

/** The bridge started here writes no log: the health list reports its state. */
const noLog: Log = {
  state: () => ({ kind: "writing" }),
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

await run().catch(refuseToStart);

async function run(): Promise<void> {
  const options = readFlags(process.argv.slice(2), flags, optionsSchema);
  const caFile = options["idm-ca"];
  const ca = caFile === null ? null : readAuthorities(caFile);
  const spawn = nodeBridge(join(import.meta.dirname, "../bridge/main.ts"));
  const bridge = shellBridge(options.bridge, spawn, noLog)(null);
  for (const signal of ["SIGINT", "SIGTERM"] as const)
    process.once(signal, () => void bridge.stop().then(() => process.exit(2)));
  const report = await checkOutside({ idm: options.idm, ca, dataDirectory: options["data-dir"], bridge });
  await bridge.stop();
  const text = options.json ? `${JSON.stringify(report, null, 2)}\n` : tableOf(report);
  // An abandoned check may still wait for an answer, so the process must be ended.
  process.stdout.write(text, () => process.exit(worstLevel(report.checks) === "bad" ? 1 : 0));
}
