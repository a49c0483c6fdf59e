import { parseArgs } from "node:util";
import { contentOf, sandboxCardSchema, type SandboxCard } from "./content.ts";
import { pivCard } from "./piv-card.ts";
import { plugIn, vpcdPort } from "./vpcd.ts";

/*
 * Puts a card of the sandbox into the virtual reader:
 * npm run virtual-card -- --card VSC-000002 --sandbox http://127.0.0.1:7400 [--port 35963]
 * Ctrl-C pulls it out.
 */

function giveUp(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}

function readFlags(): { card: string; sandbox: string; port: number } {
  try {
    const { values } = parseArgs({
      options: { card: { type: "string" }, sandbox: { type: "string" }, port: { type: "string" } },
    });
    const { card, sandbox, port = String(vpcdPort) } = values;
    if (card === undefined || sandbox === undefined) return giveUp("It needs --card NUMBER and --sandbox URL.");
    if (!/^\d{1,5}$/.test(port)) return giveUp("--port needs a port number.");
    return { card, sandbox, port: Number(port) };
  } catch (error) {
    return giveUp(error instanceof Error ? error.message : String(error));
  }
}

async function fetchCard(sandbox: string, number: string): Promise<SandboxCard> {
  const url = URL.parse(`sandbox/virtual-cards/${encodeURIComponent(number)}`, sandbox.replace(/\/*$/, "/"));
  if (url === null) return giveUp("--sandbox needs the address of the sandbox.");
  const response = await fetch(url).catch(() => giveUp(`No sandbox answers at ${sandbox}.`));
  if (!response.ok) return giveUp(`The sandbox has no card ${number} to hand out (HTTP ${response.status}).`);
  const card = sandboxCardSchema.safeParse(await response.json().catch(() => null));
  return card.success ? card.data : giveUp(`${sandbox} does not answer like a sandbox.`);
}

const { card: number, sandbox, port } = readFlags();
const card = await fetchCard(sandbox, number);
const plugged = await plugIn(pivCard(contentOf(card)), port).catch(() =>
  giveUp(
    `There is no virtual reader on port ${port}. It comes with pcscd and vsmartcard-vpcd, or with the simulated bridge.`,
  ),
);
process.stdout.write(`Card ${number} is in the reader. PIN ${card.pin}, PUK ${card.puk}. Ctrl-C pulls it out.\n`);
let pulled = false;
for (const signal of ["SIGINT", "SIGTERM"])
  process.once(signal, () => {
    pulled = true;
    plugged.pullOut();
  });
await plugged.out;
if (!pulled) giveUp("The virtual reader went away.");
