import { once } from "node:events";
import { connect, type Socket } from "node:net";
import fc from "fast-check";
import { bridgeRequestSchema, bridgeResponseSchema } from "#shared/bridge/messages.ts";
import { hello, proofLine, request } from "../../integration/bridge/handshake.ts";
import { simulatedBridgeEntry, startBridge } from "../../integration/bridge/harness.ts";
import { freePort } from "../../fixtures/free-port.ts";
import { accepted, refused, type Verdict } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { valuesLike, valuesOf } from "../values.ts";

/** The bytes of a program of the same user, after the right proof, a wrong one, or none. */
interface Input {
  readonly opening: "right" | "wrong" | "none";
  readonly bytes: Uint8Array;
}

const anyRequest = valuesLike(valuesOf(bridgeRequestSchema)).map((value) => `${JSON.stringify(value)}\n`);
const sound = fc.constantFrom("readers.list", "diagnostics").map((method) => request(method));
const bytes = fc
  .oneof(
    { weight: 2, arbitrary: sound },
    { weight: 6, arbitrary: anyRequest },
    { weight: 1, arbitrary: fc.nat(100_000).map((depth) => `${"[".repeat(depth)}\n`) },
    { weight: 1, arbitrary: fc.constant(`${"x".repeat(1_100_000)}\n`) },
  )
  .map((text) => Buffer.from(text));

/**
 * Lines to the card bridge, which must answer each line or close the connection. Without the secret
 * it must not answer.
 */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.record({
    opening: fc.constantFrom("right", "right", "right", "right", "wrong", "none"),
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
      async send({ opening: kind, bytes }) {
        const { address, secret } = bridge.endpoint();
        const heard = await converse(address, (socket) => opening(socket, kind, secret), bytes, kind === "right");
        await bridge.value("readers.list", {});
        if (bridge.pids.length > 1) throw new Error("The bridge has ended.");
        return kind === "right" ? verdictOf(heard) : ofStranger(heard);
      },
      close: () => bridge.stop(),
    };
  },
});

/** Sends or returns the bytes before the input; the bridge answers part of them. */
async function opening(socket: Socket, kind: Input["opening"], secret: string): Promise<string> {
  if (kind === "none") return "";
  return kind === "wrong" ? hello + request("prove", { proof: "0".repeat(64) }) : proofLine(socket, secret);
}

/**
 * Checks that a client without the secret gets a nonce and the bridge's proof, and nothing else.
 */
function ofStranger(heard: string): Verdict {
  if (heard.split("\n").length > 2 || heard.includes("simulated"))
    throw new Error(`It answers a stranger: ${heard.slice(0, 200)}`);
  return refused("stranger");
}

/** Judges the answer to the last line; the first answer belongs to the proof. */
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

/**
 * Opens a connection and sends everything. Resolves with the data received after the opening, until
 * the connection closed.
 */
async function converse(
  address: string,
  opening: (socket: Socket) => Promise<string>,
  said: Uint8Array,
  isFriend: boolean,
): Promise<string> {
  const socket = connect(address);
  let heard = "";
  // A reset by the bridge is an answer too.
  socket.on("error", () => undefined);
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  await once(socket, "connect");
  const first = await opening(socket);
  // One answer per line with the secret; none without it.
  const lines = Buffer.from(said).filter((byte) => byte === lineFeed).length;
  const answered = new Promise<void>((resolve) => {
    socket.setEncoding("utf8");
    socket.on("data", (chunk) => {
      heard += String(chunk);
      if (heard.split("\n").length > lines + 1) resolve();
    });
  });
  socket.write(Buffer.concat([Buffer.from(first), said]));
  if (isFriend) await Promise.race([answered, closed]);
  socket.end();
  await closed;
  return heard;
}

const lineFeed = 10;
