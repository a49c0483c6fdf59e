import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { lines } from "#shared/bridge/lines.ts";
import {
  bridgeEventSchema,
  bridgeProtocol,
  bridgeResponseSchema,
  bridgeValueSchemas,
  challengeSchema,
  helloRequestSchema,
  helloSchema,
  type BridgeMethod,
} from "#shared/bridge/messages.ts";
import { newNonce, proofOf } from "#shared/bridge/proof.ts";
import { bridgeClient } from "../../../electron/core/cards/bridge-client.ts";
import { accepted, refused } from "../border.ts";
import { fuzzer } from "../run.ts";
import { anyText, valuesLike, valuesOf } from "../values.ts";

/**
 * The messages of a bridge: the reply to `hello` (null: its real proof), to the proof, and to a
 * call, preceded by unrequested messages. Then it closes the connection.
 */
interface Input {
  readonly method: BridgeMethod;
  readonly challenge: string | null;
  readonly hello: string;
  readonly unasked: string;
  readonly answer: string;
}

const response = (id: number, result: fc.Arbitrary<unknown>): fc.Arbitrary<string> =>
  fc
    .oneof(
      { weight: 5, arbitrary: result.map((value) => ({ jsonrpc: "2.0", id, result: value })) },
      { weight: 1, arbitrary: valuesLike(valuesOf(bridgeResponseSchema)) },
    )
    .map((value) => JSON.stringify(value));
const noise = fc.oneof(
  { weight: 4, arbitrary: fc.constant("") },
  { weight: 4, arbitrary: valuesLike(valuesOf(bridgeEventSchema)).map((value) => `${JSON.stringify(value)}\n`) },
  { weight: 1, arbitrary: anyText() },
  { weight: 1, arbitrary: fc.constant("x".repeat(1_100_000)) },
);
const good = `{"jsonrpc":"2.0","id":0,"result":{"protocol":${bridgeProtocol},"simulated":true}}`;
const methods: readonly BridgeMethod[] = ["readers.list", "card.read", "card.verifyPin", "card.sign", "diagnostics"];
const secret = "x".repeat(43);
const params = { reader: "R", key: "9A", digest: "", pin: "123456" } as const;

/**
 * Lines of a card bridge, read by the core, which must return a value of the schema or an error of
 * the bridge's catalogue.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.oneof(
    ...methods.map((method) =>
      fc.record({
        method: fc.constant(method),
        challenge: fc.oneof(
          { weight: 9, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: response(0, valuesLike(valuesOf(challengeSchema))) },
        ),
        hello: fc.oneof(
          { weight: 5, arbitrary: fc.constant(good) },
          { weight: 1, arbitrary: response(0, valuesLike(valuesOf(helloSchema))) },
        ),
        unasked: noise,
        answer: response(1, valuesLike(valuesOf(bridgeValueSchemas[method]))),
      }),
    ),
  ),
  async open() {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-fuzz-bridge-"));
    const address = join(directory, "bridge.sock");
    let said: Input | null = null;
    // Errors are ignored: the client may break off the connection.
    const server = createServer((socket) => void answerAs(socket, () => said).catch(() => undefined));
    await new Promise<void>((resolve) => server.listen(address, resolve));
    return {
      async send(input) {
        said = input;
        const connected = Promise.withResolvers<boolean>();
        const client = bridgeClient(() => ({ address, secret }), {
          connected: () => connected.resolve(true),
          event: (event) => void bridgeEventSchema.parse(event),
          lost: () => connected.resolve(false),
        });
        try {
          if (!(await connected.promise)) return refused("no hello");
          const result = await client.call(input.method, params);
          return result.ok ? accepted : refused(result.error.code);
        } finally {
          client.close();
        }
      },
      async close() {
        server.close();
        rmSync(directory, { recursive: true, force: true });
      },
    };
  },
});

async function answerAs(socket: Socket, said: () => Input | null): Promise<void> {
  socket.on("error", () => undefined);
  let turn = 0;
  for await (const line of lines(socket, () => 1_000_000)) {
    const input = said();
    if (input === null) return;
    turn += 1;
    if (turn === 1) socket.write(`${input.challenge ?? (await challengeTo(line))}\n`);
    else if (turn === 2) socket.write(`${input.hello}\n`);
    else socket.end(`${input.unasked}${input.answer}\n`);
  }
}

async function challengeTo(line: string): Promise<string> {
  const client = helloRequestSchema.parse(JSON.parse(line)).params.nonce ?? "";
  const nonce = newNonce();
  const proof = await proofOf("bridge", secret, { client, bridge: nonce });
  return JSON.stringify({ jsonrpc: "2.0", id: 0, result: { protocol: bridgeProtocol, nonce, proof } });
}
