import type { Server } from "node:http";
import type { Duplex } from "node:stream";

/**
 * Concurrent connections without a session. A browser uses about six for the files of all its tabs,
 * and opens WebSockets one after the other (RFC 6455, section 4.1).
 */
const mostStrangers = 64;

/** Options of the HTTP server that limit the memory and time an unadmitted client can use. */
export const serverLimits = {
  /**
   * Bytes. Browsers also send the cookies of all other servers on 127.0.0.1, because cookies know
   * no port: at most 180 of 4 kB each in Chromium and Firefox.
   */
  maxHeaderSize: 1024 * 1024,
  /** Milliseconds from the first byte to the end of the header, and of the whole request. */
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
} as const;

/** Milliseconds that a connection of no page may be idle; a page may be silent for ever. */
const strangerTimeout = 10_000;

/**
 * Guards every connection from its first byte. A connection is a stranger until the returned
 * function marks it as one of a page; when there are too many strangers, the oldest is closed, so
 * that they cannot keep a page out.
 */
export function guardConnections(server: Server): (stream: Duplex) => void {
  const strangers = new Set<Duplex>();
  server.setTimeout(strangerTimeout);
  server.on("connection", (stream) => {
    // On an upgrade Node removes its own listener, and a reset without a listener ends the program.
    stream.on("error", () => stream.destroy());
    stream.once("close", () => strangers.delete(stream));
    strangers.add(stream);
    if (strangers.size > mostStrangers) strangers.values().next().value?.destroy();
  });
  return (stream) => void strangers.delete(stream);
}
