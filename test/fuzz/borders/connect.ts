import { createServer, type Socket } from "node:net";
import fc from "fast-check";
import { z } from "zod";
import { openNetwork } from "../../../electron/core/idm/network.ts";
import { ProxyError } from "../../../electron/core/idm/proxy.ts";
import { accepted, refused, type Verdict } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";

/**
 * A proxy's answer to CONNECT, sent in pieces with a turn of the event loop between them, and what
 * follows: the end, silence, occasional bytes, or the same bytes for as long as the client reads.
 */
interface Input {
  readonly bytes: Uint8Array;
  readonly piece: number;
  readonly ending: "end" | "reset" | "silence" | "drip" | { readonly endless: string };
}

const status = fc.oneof(
  fc.constantFrom(
    "HTTP/1.1 200 Connection established",
    "HTTP/1.1 200 Connection established",
    "HTTP/1.1 407 Proxy Authentication Required",
    "HTTP/1.1 502 Bad Gateway",
  ),
  fc.constantFrom(
    "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK",
    "HTTP/1.1 101 Switching Protocols",
    "HTTP/1.0 200",
    "HTTP/1.1 2000 OK",
    "HTTP/1.1 20",
    "HTTP/2 200",
    "HTTP/1.1 -200 OK",
    "http/1.1 200 OK",
    "ICY 200 OK",
    "SSH-2.0-OpenSSH",
    "\x16\x03\x01",
    "",
  ),
  fc.nat(999).map((code) => `HTTP/1.1 ${code} X`),
  fc.nat(100_000).map((length) => `HTTP/1.1 200 ${"x".repeat(length)}`),
);
const field = fc.oneof(
  fc.constantFrom(
    "Via: 1.1 proxy",
    "Content-Length: 0",
    "Content-Length: 5",
    "Content-Length: -1",
    "Content-Length: 99999999999999999999",
    "Transfer-Encoding: chunked",
    "Connection: close",
    "Upgrade: h2c",
    'Proxy-Authenticate: Basic realm="x"',
    " folded",
    "no colon",
    ": x",
  ),
  fc.nat(20_000).map((length) => `X-Long: ${"x".repeat(length)}`),
  fc.nat(3_000).map((count) => Array.from({ length: count }, (_, n) => `X-${n}: x`).join("\r\n")),
);
const answer = fc
  .record({
    status,
    fields: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      { weight: 1, arbitrary: fc.array(field, { maxLength: 3 }) },
    ),
    body: fc.oneof(
      { weight: 4, arbitrary: fc.constant("") },
      { weight: 1, arbitrary: fc.constantFrom("x", "\x15\x03") },
    ),
  })
  .map(({ status, fields, body }) => Buffer.from([status, ...fields, "", body].join("\r\n"), "latin1"));

/** The time-out of a proxy in milliseconds, the same as in the proxy's own test. */
const proxyTimeout = 100;
/** Milliseconds after which a wait is a finding, even on a busy machine. */
const patience = 10_000;
/** The most bytes sent to a client that keeps reading; Node accepts 16 KiB of a head. */
const endOfPatience = 4_000_000;
/** Sent before a head, these are discarded; only the time-out bounds them. */
const dropped = ["\r\n", "HTTP/1.1 100 Continue\r\n\r\n"];

/**
 * Answers of a proxy to CONNECT, which must give a tunnel, or the reason why there is none, within
 * the proxy's time-out.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    bytes: fc.oneof(
      { weight: 4, arbitrary: answer },
      { weight: 2, arbitrary: fc.tuple(answer, fc.nat(60)).map(([bytes, at]) => bytes.subarray(0, at)) },
      { weight: 2, arbitrary: answer.filter(({ length }) => length < 500).chain((bytes) => mutations(bytes)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    ),
    piece: fc.oneof(
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 7 }) },
      { weight: 9, arbitrary: fc.integer({ min: 100, max: 200_000 }) },
    ),
    ending: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom("end" as const, "end" as const, "reset" as const) },
      { weight: 1, arbitrary: fc.constantFrom("silence" as const, "drip" as const) },
      {
        weight: 1,
        arbitrary: fc.record({
          endless: fc.constantFrom("x", "X-More: x\r\n", "\0", ...dropped),
        }),
      },
    ),
  }),
  async open() {
    let said: Input | null = null;
    let isUnbounded = false;
    const open = new Set<Socket>();
    const proxy = createServer((socket) => {
      open.add(socket);
      socket.on("error", () => undefined).on("close", () => open.delete(socket));
      socket.once("data", () => {
        if (said !== null) say(socket, said, () => (isUnbounded = true));
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
    const { port } = z.object({ port: z.number() }).parse(proxy.address());
    const network = openNetwork({
      ca: null,
      proxy: `http://127.0.0.1:${port}`,
      resolveProxy: async () => "DIRECT",
      timing: { proxyTimeout },
    });
    return {
      async send(input) {
        said = input;
        const late = Promise.withResolvers<never>();
        const timer = setTimeout(() => late.reject(new Error(`It waits for ${patience} ms.`)), patience);
        try {
          const verdict = await Promise.race([outcome(network.wayTo(new URL("https://idm.test/"))), late.promise]);
          if (isUnbounded) throw new Error(`It has read ${endOfPatience} bytes of an answer.`);
          return verdict;
        } finally {
          clearTimeout(timer);
          isUnbounded = false;
          for (const socket of open) socket.destroy();
        }
      },
      async close() {
        for (const socket of open) socket.destroy();
        proxy.close();
      },
    };
  },
});

async function outcome(way: ReturnType<ReturnType<typeof openNetwork>["wayTo"]>): Promise<Verdict> {
  try {
    const found = await way;
    if (found === null) throw new Error("It goes without the proxy.");
    // The user of a tunnel handles its errors; here there is none.
    found.socket.on("error", () => undefined).destroy();
    return accepted;
  } catch (fault) {
    if (!(fault instanceof ProxyError)) throw fault;
    if (!/^(HTTP \d{1,3}|[A-Z][A-Z_]+|time-out|closed|unexpected data)$/.test(fault.reason))
      throw new Error(`It says ${JSON.stringify(fault.reason)}.`, { cause: fault });
    return refused(fault.reason);
  }
}

/** Sends the bytes in pieces; `unbounded` is called once the client has read too much. */
function say(socket: Socket, { bytes, piece, ending }: Input, unbounded: () => void): void {
  let at = 0;
  const next = (): void => {
    if (socket.destroyed) return;
    if (at < bytes.length) {
      socket.write(bytes.subarray(at, (at += piece)));
      setImmediate(next);
    } else if (ending === "end") socket.end();
    else if (ending === "reset") socket.resetAndDestroy();
    else if (ending === "drip") drip(socket);
    else if (ending !== "silence") flood(socket, ending.endless, unbounded);
  };
  next();
}

/** Sends single bytes at intervals much shorter than the proxy's time-out. */
function drip(socket: Socket): void {
  const timer = setInterval(() => socket.write("x"), proxyTimeout / 5);
  socket.once("close", () => clearInterval(timer));
}

function flood(socket: Socket, endless: string, unbounded: () => void): void {
  const chunk = endless.repeat(64_000 / endless.length);
  let sent = 0;
  const more = (): void => {
    if (socket.destroyed) return;
    sent += chunk.length;
    if (sent > endOfPatience && !dropped.includes(endless)) return unbounded();
    // Gives the reader a turn after each chunk, because it runs in the same process.
    socket.write(chunk, "latin1", () => setImmediate(more));
  };
  more();
}
