import { connect } from "node:net";
import fc from "fast-check";
import { ask, firstSecret, startBrowserShell } from "../integration/shells/browser-shell.ts";
import { accepted, refused, type Target, type Verdict } from "./border.ts";
import { mutations } from "./bytes.ts";

/**
 * How a client disconnects: it closes after sending everything, or resets the connection `after`
 * milliseconds after it began to send.
 */
type Ending = { readonly kind: "close" } | { readonly kind: "reset"; readonly after: number; readonly copies: number };

/** Bytes sent to the browser shell; `{host}`, `{origin}` and `{secret}` stand for its own. */
export interface Said {
  readonly bytes: Uint8Array;
  readonly ending: Ending;
}

const ending: fc.Arbitrary<Ending> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("close") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant("reset"), after: fc.nat(3), copies: fc.integer({ min: 1, max: 8 }) }),
  },
);

/** Generates requests unchanged, mutated, or random bytes. */
export const saidLike = (request: fc.Arbitrary<string>): fc.Arbitrary<Said> => {
  const sound = request.map((text) => Buffer.from(text, "latin1"));
  const bytes = fc.oneof(
    { weight: 5, arbitrary: sound },
    { weight: 4, arbitrary: sound.chain((each) => mutations(each)) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );
  return fc.record({ bytes, ending });
};

const oddField = fc.oneof(
  fc.constantFrom(
    "Host: {host}",
    "Host: evil.test",
    "Origin: null",
    "Origin: http://evil.test",
    "Cookie: a=b",
    "Upgrade: h2c",
  ),
  fc.constantFrom(
    "Content-Length: 5",
    "Content-Length: -1",
    "Transfer-Encoding: chunked",
    "Expect: 100-continue",
    "Connection: upgrade",
  ),
  fc.string({ unit: "grapheme-ascii", maxLength: 40 }),
  fc.nat(20_000).map((length) => `X-Long: ${"x".repeat(length)}`),
  fc.nat(3_000).map((count) => Array.from({ length: count }, (_, n) => `X-${n}: x`).join("\r\n")),
);
/** Generates header fields, mostly ones that a browser sends. */
export const field = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      "Origin: {origin}",
      "Sec-WebSocket-Protocol: carddesk, secret.{secret}",
      "Accept: */*",
      "Sec-Fetch-Site: cross-site",
      "Connection: close",
    ),
  },
  { weight: 1, arbitrary: oddField },
);

/**
 * Starts the browser shell as a process and sends it bytes over TCP. `check` inspects an answer.
 */
export async function openShell(check: (said: string, status: number, heard: string) => void): Promise<Target<Said>> {
  const shell = await startBrowserShell();
  const secret = await firstSecret(shell);
  // No line matches this pattern, so the promise rejects with the program's stderr when it ends.
  const died = shell.program.line(/^$./);
  died.catch(() => undefined);

  async function send({ bytes, ending }: Said): Promise<Verdict> {
    const said = Buffer.from(bytes)
      .toString("latin1")
      .replaceAll("{host}", shell.host)
      .replaceAll("{origin}", shell.origin)
      .replaceAll("{secret}", secret);
    const copies = Array.from({ length: ending.kind === "close" ? 1 : ending.copies }, () =>
      converse(shell.port, said, ending),
    );
    const [heard = ""] = await Promise.all(copies);
    const still = await ask(shell.port, "/", { host: shell.host });
    if (still.status !== 200) throw new Error(`Its own page gets ${still.status}.`);
    if (ending.kind === "reset") return refused("reset");
    if (heard === "") return refused("closed");
    const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(heard)?.[1] ?? 0);
    if (status === 0 || status >= 500) throw new Error(`It answered: ${heard.slice(0, 200)}`);
    check(said, status, heard);
    return status < 400 ? accepted : refused(`HTTP ${status}`);
  }

  return {
    pid: shell.program.process.pid,
    send: (input) => send(input).catch((fault: unknown) => lastWords(fault, shell.port, died)),
    close: () => shell[Symbol.asyncDispose](),
  };
}

/**
 * Throws the fault. If it is a broken connection and the program refuses new ones, it has ended,
 * and its stderr is thrown instead.
 */
async function lastWords(fault: unknown, port: number, died: Promise<unknown>): Promise<never> {
  for (
    let next = fault;
    next instanceof Error && "code" in next;
    next = await ask(port, "/").catch((found: unknown) => found)
  )
    if (next.code === "ECONNREFUSED") await died;
  throw fault;
}

/** Sends everything on one connection. Resolves with the bytes received until it closed. */
function converse(port: number, said: string, ending: Ending): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let heard = "";
    socket.setEncoding("latin1");
    socket.on("data", (chunk) => {
      heard += String(chunk);
    });
    // A reset by the shell is an answer too.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
    socket.on("connect", () => {
      if (ending.kind === "close") return socket.end(said, "latin1");
      socket.write(said, "latin1");
      if (ending.after === 0) return socket.resetAndDestroy();
      return setTimeout(() => socket.resetAndDestroy(), ending.after);
    });
  });
}
