import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { bridgeRequestSchema, bridgeResponseSchema } from "#shared/bridge/messages.ts";
import { simulatedBridgeEntry, startBridge } from "../../integration/bridge/harness.ts";
import { freePort } from "../../fixtures/free-port.ts";
import { accepted, refused, type Verdict } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

/** What a program of the same user says: with the secret first, without, or with something else. */
interface Input {
  readonly hello: "right" | "wrong" | "none";
  readonly bytes: Uint8Array;
}

const request = valuesLike(valuesOf(bridgeRequestSchema)).map((value) => `${JSON.stringify(value)}\n`);
const sound = fc
  .constantFrom("readers.list", "diagnostics")
  .map((method) => `${JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: {} })}\n`);
const bytes = fc
  .oneof(
    { weight: 2, arbitrary: sound },
    { weight: 6, arbitrary: request },
    { weight: 1, arbitrary: fc.nat(100_000).map((depth) => `${"[".repeat(depth)}\n`) },
    { weight: 1, arbitrary: fc.constant(`${"x".repeat(1_100_000)}\n`) },
  )
  .map((text) => Buffer.from(text));

/** Lines to the card bridge: a response to each, or the end of the connection; none without the secret. */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    hello: fc.constantFrom("right", "right", "right", "right", "wrong", "none"),
    bytes: fc.oneof(
      { weight: 5, arbitrary: bytes },
      { weight: 2, arbitrary: bytes.filter(({ length }) => length < 5_000).chain((each) => mutations(each)) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    ),
  }),
  async open() {
    const bridge = await startBridge(simulatedBridgeEntry, ["--port", String(await freePort())]);
    const [pid] = bridge.pids;
    return {
      pid,
      async send({ hello, bytes }) {
        const { address, secret } = bridge.endpoint();
        const params = { protocol: 1, secret: hello === "right" ? secret : "x".repeat(43) };
        const first = hello === "none" ? "" : `${JSON.stringify({ jsonrpc: "2.0", id: 0, method: "hello", params })}\n`;
        const heard = await converse(connect(address), Buffer.concat([Buffer.from(first), bytes]));
        await bridge.value("readers.list", {});
        if (bridge.pids.length > 1) throw new Error("The bridge has ended.");
        return hello === "right" ? verdictOf(heard) : ofStranger(heard);
      },
      close: () => bridge.stop(),
    };
  },
});

function ofStranger(heard: string): Verdict {
  if (heard !== "") throw new Error(`It answers a stranger: ${heard.slice(0, 200)}`);
  return refused("stranger");
}

/** The answer to the last line; the first answers `hello`. */
function verdictOf(heard: string): Verdict {
  const answers = heard
    .split("\n")
    .filter((line) => line !== "" && !line.includes('"method"'))
    .map((line) => bridgeResponseSchema.parse(JSON.parse(line)));
  const last = answers.length < 2 ? undefined : answers.at(-1);
  if (last === undefined) return refused("closed");
  if ("result" in last) return accepted;
  const code = last.error.data?.code ?? String(last.error.code);
  if (code === "bridge-fault") throw new Error(`A defect of the bridge: ${JSON.stringify(last.error)}`);
  return refused(code);
}

/** Says everything, and what was heard until the end of the connection. */
function converse(socket: Socket, said: Uint8Array): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      heard += String(chunk);
    });
    // Cut off is an answer too.
    socket.on("error", () => undefined);
    socket.on("close", () => resolve(heard));
    socket.on("connect", () => socket.end(said));
  });
}
