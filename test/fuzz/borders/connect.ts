import { createServer, type Socket } from "node:net";
import fc from "fast-check";
import { z } from "zod";
import { openNetwork } from "../../../electron/core/idm/network.ts";
import { ProxyError } from "../../../electron/core/idm/proxy.ts";
import { accepted, refused, type Verdict } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";

/**
 * What a proxy says to CONNECT, in pieces with a turn of the loop between them, and what then
 * comes: the end, silence, now and then a byte, or the same bytes for as long as somebody listens.
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

/** Milliseconds that a proxy has; the test of the proxy has the same. */
const proxyTimeout = 100;
/** Milliseconds after which it has waited too long, on a machine that is busy too. */
const patience = 10_000;
/** Bytes that are sent to somebody who listens without an end: Node takes 16 KiB of a head. */
const endOfPatience = 4_000_000;
/** What comes before a head and is dropped: only the time bounds it. */
const dropped = ["\r\n", "HTTP/1.1 100 Continue\r\n\r\n"];

/**
 * Answers of a proxy to CONNECT: a tunnel, or the reason why there is none, in the time that a
 * proxy has.
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
    // What a tunnel is used for looks after its errors.
    found.socket.on("error", () => undefined).destroy();
    return accepted;
  } catch (fault) {
    if (!(fault instanceof ProxyError)) throw fault;
    if (!/^(HTTP \d{1,3}|[A-Z][A-Z_]+|time-out|closed|unexpected data)$/.test(fault.reason))
      throw new Error(`It says ${JSON.stringify(fault.reason)}.`, { cause: fault });
    return refused(fault.reason);
  }
}

/** Says it in pieces; `unbounded` is called once too much was taken. */
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

/** A byte in much less than the time that a proxy has. */
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
    // Whoever reads has a turn for each chunk: both are in this process.
    socket.write(chunk, "latin1", () => setImmediate(more));
  };
  more();
}
