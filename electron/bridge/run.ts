import { rmdirSync } from "node:fs";
import { dirname } from "node:path";
import { parseArgs } from "node:util";
import { bridgeCalls } from "./calls.ts";
import { cardTransactions } from "./cards.ts";
import type { Pcsc } from "./pcsc.ts";
import { followReaders } from "./readers.ts";
import { bridgeServer } from "./server.ts";

/** Characters. The secret is random and at least this long; a shorter one was not generated. */
const shortestSecret = 32;

/**
 * Runs a bridge in this process until a signal ends it, or the end of the process that started it
 * (its IPC channel closes; an Electron utility process ends with its parent by itself). Removes the
 * secret from the environment.
 */
export async function runBridge(options: {
  readonly address: string | undefined;
  readonly simulated: boolean;
  readonly pcsc: Pcsc;
}): Promise<void> {
  const { address, simulated, pcsc } = options;
  const secret = process.env["CARDDESK_BRIDGE_SECRET"] ?? "";
  delete process.env["CARDDESK_BRIDGE_SECRET"];
  if (address === undefined) return giveUp("The bridge needs --address PATH.");
  if (secret.length < shortestSecret)
    return giveUp(`CARDDESK_BRIDGE_SECRET must be set, ${shortestSecret} characters or more.`);

  // A command that never returns blocks a thread for ever, and an ordinary exit would wait for it.
  const kill = (): void => void process.kill(process.pid, "SIGKILL");
  const server = bridgeServer(secret, simulated);
  const readers = followReaders(pcsc, (event) => server.tell(event));
  const withCard = cardTransactions(pcsc, () => setTimeout(kill, flushTime));
  const answer = bridgeCalls(readers, withCard, () => ({
    simulated,
    runtime: `Node.js ${process.versions.node}`,
    platform: `${process.platform} ${process.arch}`,
    addon: pcsc.addon,
    service: readers.list().service,
    lastComplaint: readers.complaint(),
    readers: readers.list().readers.length,
    connections: server.connections(),
    uptimeSeconds: Math.floor(process.uptime()),
  }));
  await server.listen(address, answer).catch(giveUp);

  const end = (): void => {
    server.close();
    readers.stop();
    if (process.connected) process.disconnect();
    setTimeout(kill, shutdownTimeout).unref();
  };
  for (const cause of ["SIGTERM", "SIGINT", "disconnect"]) process.once(cause, end);
  // A killed parent leaves its directory in the temporary folder.
  process.once("disconnect", () => removeIfEmpty(dirname(address)));
}

function removeIfEmpty(directory: string): void {
  try {
    rmdirSync(directory);
  } catch {
    // It is not empty, or the parent has removed it itself.
  }
}

/** Milliseconds for the last answer to be sent before the process is killed. */
const flushTime = 100;
/** Milliseconds before a shutdown that does not finish is forced. */
const shutdownTimeout = 1_500;

/**
 * Reads the flags of a bridge's command line, each with a value. Ends the process if they cannot be
 * read.
 */
export function readFlags(...names: readonly string[]): ReadonlyMap<string, string> {
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" } as const]));
    const { values } = parseArgs({ options });
    return new Map(Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
  } catch (fault) {
    return giveUp(fault);
  }
}

/** Ends the process with exit code 2 and one line on stderr that gives the reason. */
export function giveUp(fault: unknown): never {
  const why = fault instanceof Error ? fault.message : String(fault);
  process.stderr.write(`${why.split("\n")[0]}\n`);
  process.exit(2);
}
