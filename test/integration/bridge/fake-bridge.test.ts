import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { bridgeFail, type BridgeError } from "#shared/bridge/error.ts";
import { bridgeClient, type BridgeClient } from "../../../electron/core/cards/bridge-client.ts";
import { hello } from "./handshake.ts";
import { startBridge } from "./harness.ts";

/*
 * Another program holds the address of the bridge, as one of another user can hold the name of a
 * Windows pipe.
 */

const secret = "the-secret-of-the-bridge-that-is-not-there";
const nonce = "1".repeat(64);
let directory: string;
let address: string;
let server: Server | null = null;
let client: BridgeClient | null = null;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-fake-bridge-"));
  address = join(directory, "bridge.sock");
});
afterEach(() => {
  client?.close();
  server?.close();
  rmSync(directory, { recursive: true, force: true });
});

interface Heard {
  readonly connected: boolean;
  readonly error: BridgeError;
  readonly said: string;
}

/**
 * Connects the core's client to a fake bridge that answers each line. Returns what the client sent
 * until it gave up.
 */
async function fake(answer: (line: string) => object | string): Promise<Heard> {
  let said = "";
  server = createServer((socket: Socket) => {
    socket.on("error", () => undefined);
    socket.on("data", (chunk) => {
      said += chunk.toString();
      const told = answer(chunk.toString());
      socket.write(typeof told === "string" ? told : `${JSON.stringify({ jsonrpc: "2.0", id: 0, ...told })}\n`);
    });
  }).listen(address);
  await once(server, "listening");
  let connected = false;
  const lost = Promise.withResolvers<BridgeError>();
  client = bridgeClient(() => ({ address, secret }), {
    connected: () => (connected = true),
    event: () => (connected = true),
    lost: lost.resolve,
  });
  const error = await lost.promise;
  expect(await client.call("readers.list", {})).toEqual(bridgeFail("bridge-lost"));
  client.close();
  return { connected, error, said };
}

/** Returns a real bridge's answer to `hello`. */
async function recorded(): Promise<string> {
  const real = await startBridge();
  const socket = connect(real.endpoint().address);
  socket.write(hello);
  const heard = String(await once(socket, "data"));
  socket.destroy();
  await real.stop();
  return heard;
}

test.each<[string, (line: string) => object | string]>([
  ["the old answer to hello", () => ({ result: { protocol: 2, simulated: false } })],
  ["a proof of nothing", () => ({ result: { protocol: 2, nonce, proof: nonce } })],
  ["an event", () => `${JSON.stringify({ jsonrpc: "2.0", method: "card.removed", params: { reader: "R" } })}\n`],
  ["the client's own words", (line) => line],
  ["a refusal", () => ({ error: { code: -32_602, message: "Say the secret." } })],
])("a program that answers with %s gets a nonce and nothing else", async (_, answer) => {
  const { connected, said } = await fake(answer);
  expect(connected).toBe(false);
  expect(said).not.toContain(secret);
  expect(said.match(/\n/g)).toHaveLength(1);
  expect(JSON.parse(said).params).toEqual({ protocol: 2, nonce: expect.stringMatching(/^[0-9a-f]{64}$/) });
});

test("a program that replays a recorded answer of a bridge is reported as a bridge fault", async () => {
  const transcript = await recorded();
  const { connected, error, said } = await fake(() => transcript);
  expect(connected).toBe(false);
  expect(error).toMatchObject({ code: "bridge-fault", detail: expect.stringContaining("does not know its secret") });
  expect(said.match(/\n/g)).toHaveLength(1);
});
