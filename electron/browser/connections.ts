import type { Server } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Connections without a session that may be open at the same time. A browser has about six for the
 * files of all its tabs, and opens WebSockets one after the other (RFC 6455, section 4.1).
 */
const mostStrangers = 64;

/** Options of the HTTP server: what a stranger may take of its memory and time. */
export const serverLimits = {
  /**
   * Bytes. Browsers send the cookies of all servers on 127.0.0.1 here too, because cookies know no
   * port: at most 180 of 4 kB each in Chromium and Firefox.
   */
  maxHeaderSize: 1024 * 1024,
  /** Milliseconds from the first byte to the end of the header, and of the whole request. */
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Milliseconds that a stranger may neither send nor read; a page may be silent for ever. */
const strangerTimeout = 10_000;

/**
 * Looks after every connection from its first byte, whatever becomes of it. A connection is a
 * stranger until it is told to belong to a page (the returned function); when there are too many
 * strangers, the oldest is closed, so that none of them keeps a page out.
 */
export function guardConnections(server: Server): (stream: Duplex) => void {
  const strangers = new Set<Duplex>();
  server.setTimeout(strangerTimeout);
  server.on("connection", (stream) => {
    // At an upgrade Node takes its own listener away, and a reset without one ends the program.
    stream.on("error", () => stream.destroy());
    stream.once("close", () => strangers.delete(stream));
    strangers.add(stream);
    if (strangers.size > mostStrangers) strangers.values().next().value?.destroy();
  });
  return (stream) => void strangers.delete(stream);
}
