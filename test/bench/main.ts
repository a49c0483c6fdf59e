import { writeFileSync } from "node:fs";
import { measureApplication } from "./application.ts";
import { measureBridge } from "./bridge.ts";
import { measureBulk } from "./bulk.ts";
import { measureBundles } from "./bundles.ts";
import { measureCardOnScreen } from "./card-on-screen.ts";
import { measureCrl } from "./crl.ts";
import { measureLargeSandbox } from "./large-sandbox.ts";
import { measureLongLists } from "./long-lists.ts";
import { measureOffline } from "./offline.ts";
import { table, type Row } from "./row.ts";

/** `npm run bench`: a table on stdout, and the same rows in bench-results.json. */
const rows: Row[] = [
  ...measureBundles(),
  ...(await measureApplication()),
  ...(await measureLargeSandbox()),
  ...(await measureLongLists()),
  ...crl(),
  ...(await measureBridge()),
  await measureCardOnScreen(),
  ...(await measureOffline()),
  await measureBulk(),
];
process.stdout.write(`${table(rows)}\n`);
writeFileSync("bench-results.json", `${JSON.stringify(rows, null, 2)}\n`);

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
