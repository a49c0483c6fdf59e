import { writeFileSync } from "node:fs";
import { measureApplication } from "./application.ts";
import { measureBridge } from "./bridge.ts";
import { measureBulk } from "./bulk.ts";
import { measureBundles } from "./bundles.ts";
import { measureCardOnScreen } from "./card-on-screen.ts";
import { measureCrl } from "./crl.ts";
import { measureDiagnostics } from "./diagnostics.ts";
import { measureLargeSandbox } from "./large-sandbox.ts";
import { measureLongLists } from "./long-lists.ts";
import { measureOffline } from "./offline.ts";
import { stopService, withService } from "./service.ts";
import { measureReplay } from "./replay.ts";
import { measureSupportBundle } from "./support-bundle.ts";
import { line, table, type Row } from "./row.ts";

/**
 * `npm run bench`: prints each figure when it is measured and a table at the end, and writes the
 * same rows to bench-results.json. A part that cannot be measured here says why; the others go on,
 * and the exit code is 1. `node test/bench/main.ts "long lists"` measures only the named parts.
 */
const wanted = process.argv.slice(2);
const rows: Row[] = [];
const failed: string[] = [];

async function measure(part: string, figures: () => Row[] | Promise<Row[]>): Promise<void> {
  if (wanted.length > 0 && !wanted.includes(part)) return;
  try {
    const measured = await figures();
    process.stdout.write(`${measured.map(line).join("\n")}\n`);
    rows.push(...measured);
  } catch (fault) {
    failed.push(part);
    process.stdout.write(
      `${part}: cannot be measured here: ${fault instanceof Error ? fault.message : String(fault)}\n`,
    );
  }
}

await measure("bundles", measureBundles);
await measure("application", measureApplication);
await measure("diagnostics", measureDiagnostics);
await measure("large sandbox", () => measureLargeSandbox());
await measure("long lists", measureLongLists);
await measure("CRL", crl);
await measure("card bridge", () => withService(measureBridge));
await measure("card on screen", async () => [await withService(measureCardOnScreen)]);
await measure("offline", () => measureOffline());
await measure("support bundle", measureSupportBundle);
await measure("replay", measureReplay);
await measure("bulk", async () => [await measureBulk()]);
await stopService();

process.stdout.write(`\n${table(rows)}\n`);
writeFileSync("bench-results.json", `${JSON.stringify(rows, null, 2)}\n`);
if (failed.length > 0) process.stdout.write(`\nNot measured: ${failed.join(", ")}\n`);
process.exitCode = failed.length === 0 ? 0 : 1;

function crl(): Row[] {
  const figures = measureCrl();
  const openssl = { what: "openssl verify -crl_check", value: figures.opensslVerifyMilliseconds };
  return [
    {
      what: `CRL of ${figures.entries} entries, verified and searched`,
      value: figures.medianMilliseconds,
      unit: "ms",
      comparedWith: openssl,
    },
    {
      what: "the same, the first time in a process",
      value: figures.firstMilliseconds,
      unit: "ms",
      comparedWith: openssl,
    },
  ];
}
