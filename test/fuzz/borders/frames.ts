import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { WebSocket } from "ws";
import { contract } from "#shared/ipc/contract.ts";
import { resultSchema } from "#shared/errors.ts";
import { callFrameSchema } from "#shared/ipc/messages.ts";
import { z } from "zod";
import {
  firstSecret,
  frameOf,
  protocolsOf,
  startBrowserShell,
  type BrowserShell,
} from "../../integration/shells/browser-shell.ts";
import { accepted, refused, type Verdict } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { anyText, valuesLike, valuesOf } from "../values.ts";

type Input =
  /** A message, split into `parts` frames. */
  | { readonly kind: "message"; readonly text: string; readonly parts: number; readonly isBinary: boolean }
  /** Bytes written below the frame layer; the connection ends after them. */
  | { readonly kind: "raw"; readonly bytes: Uint8Array };

const calls = Object.entries(contract).flatMap(([area, entries]) =>
  Object.entries(entries).flatMap(([name, entry]) =>
    entry.kind === "call"
      ? [
          fc.record({
            id: fc.nat(),
            area: fc.constant(area),
            name: fc.constant(name),
            args: valuesLike(valuesOf(entry.args)),
          }),
        ]
      : [],
  ),
);
const text = fc.oneof(
  { weight: 6, arbitrary: valuesLike(fc.oneof(...calls)).map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: anyText() },
  {
    weight: 1,
    arbitrary: fc
      .nat(50_000)
      .map((depth) => `{"id":1,"area":"app","name":"info","args":${"[".repeat(depth)}${"]".repeat(depth)}}`),
  },
);
/** A text frame with a call, masked with zeros (RFC 6455, 5.2). */
const frame = Buffer.from(
  `\x81\xad\0\0\0\0{"id":1,"area":"app","name":"info","args":null}`.slice(0, 6 + 0x2d),
  "latin1",
);

/**
 * Frames of an admitted page: each call must get an answer, or the connection must be closed with a
 * code.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant("message"),
        text,
        parts: fc.constantFrom(1, 1, 1, 2, 5),
        isBinary: fc.constantFrom(false, false, false, true),
      }),
    },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constant("raw"),
        bytes: fc.oneof(mutations(frame), fc.uint8Array({ maxLength: 100 })),
      }),
    },
  ),
  async open() {
    const shell = await startBrowserShell();
    let secret = await firstSecret(shell);
    const open = (): Promise<Page> => openPage(shell, secret, (next) => (secret = next));
    // No line matches this pattern, so the promise rejects with the program's stderr when it ends.
    const died = shell.program.line(/^$./).then(() => accepted);
    died.catch(() => undefined);
    let page: Page | null = null;

    async function send(input: Input): Promise<Verdict> {
      if (page === null || page.socket.readyState !== WebSocket.OPEN) page = await open();
      const verdict = input.kind === "message" ? await page.say(input) : await page.sayRaw(input.bytes);
      if (page.socket.readyState !== WebSocket.OPEN) page = await open();
      return verdict;
    }
    return {
      pid: shell.program.process.pid,
      send: (input) => Promise.race([send(input), died]),
      async close() {
        page?.socket.terminate();
        await shell[Symbol.asyncDispose]();
      },
    };
  },
});

interface Page {
  readonly socket: WebSocket;
  say(message: Extract<Input, { kind: "message" }>): Promise<Verdict>;
  sayRaw(bytes: Uint8Array): Promise<Verdict>;
}

const answerSchema = z.object({ kind: z.literal("answer"), id: z.number(), result: resultSchema(z.unknown()) });

/** Opens a page's connection. `replaced` is called with the new secret when a call logs out. */
async function openPage(shell: BrowserShell, secret: string, replaced: (secret: string) => void): Promise<Page> {
  const { host, origin, port } = shell;
  const connection: Socket = connect(port, "127.0.0.1");
  const socket = new WebSocket(`ws://${host}/socket`, protocolsOf({ secret }), {
    origin,
    createConnection: () => connection,
  });
  socket.on("message", (data) => {
    const { kind, secret } = frameOf(data);
    if (kind === "secret") replaced(String(secret));
  });
  // Ignored: the close event reports the outcome.
  socket.on("error", () => undefined);
  const closed = new Promise<Verdict>((resolve) => socket.once("close", (code) => resolve(refused(`closed ${code}`))));
  await Promise.race([once(socket, "open"), closed]);

  return {
    socket,
    async say({ text, parts, isBinary }) {
      const call = isBinary ? null : (callFrameSchema.safeParse(parseJson(text)).data ?? null);
      const answered = call === null ? closed : Promise.race([answerTo(socket, call.id), closed]);
      const size = Math.ceil(text.length / parts);
      for (let part = 0; part < parts; part += 1)
        socket.send(text.slice(part * size, (part + 1) * size), { fin: part === parts - 1, binary: isBinary });
      return answered;
    },
    sayRaw(bytes) {
      connection.end(bytes);
      return closed;
    },
  };
}

async function answerTo(socket: WebSocket, id: number): Promise<Verdict> {
  return new Promise((resolve, reject) => {
    function look(data: WebSocket.RawData): void {
      const frame = answerSchema.safeParse(frameOf(data));
      if (!frame.success || frame.data.id !== id) return;
      socket.off("message", look);
      const { result } = frame.data;
      if (result.ok) resolve(accepted);
      else if (result.error.code === "client-fault") reject(new Error(`client-fault: ${result.error.details}`));
      else resolve(refused(result.error.code));
    }
    socket.on("message", look);
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
