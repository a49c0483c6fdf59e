import { bridgeCalls } from "./calls.ts";
import { cardTransactions } from "./cards.ts";
import type { Pcsc } from "./pcsc.ts";
import { followReaders } from "./readers.ts";
import { bridgeServer } from "./server.ts";

/** The secret is random and at least so long; a shorter one was not made by a program. */
const shortestSecret = 32;

/**
 * Runs a bridge in this process until it is told to end, by a signal or by the end of the process that started it (its IPC
 * channel closes; an Electron utility process ends with its parent by itself). Takes the secret out of the environment.
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

  // A command that never comes back keeps a thread for ever, and an ordinary exit would wait for it.
  const kill = (): void => void process.kill(process.pid, "SIGKILL");
  const server = bridgeServer(secret, simulated);
  const readers = followReaders(pcsc, (event) => server.tell(event));
  const withCard = cardTransactions(pcsc, () => setTimeout(kill, lastWord));
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
  await server
    .listen(address, answer)
    .catch((error: unknown) => giveUp(error instanceof Error ? error.message : String(error)));

  const end = (): void => {
    server.close();
    readers.stop();
    if (process.connected) process.disconnect();
    setTimeout(kill, longestEnd).unref();
  };
  for (const cause of ["SIGTERM", "SIGINT", "disconnect"]) process.once(cause, end);
}

/** Milliseconds in which the last answer leaves the process. */
const lastWord = 100;
/** Milliseconds in which an ordinary end is over. */
const longestEnd = 1_500;

function giveUp(why: string): never {
  process.stderr.write(`${why}\n`);
  process.exit(2);
}
