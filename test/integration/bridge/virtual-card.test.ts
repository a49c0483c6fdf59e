import { createHash, randomBytes, verify, X509Certificate } from "node:crypto";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { sandboxCardSchema, type SandboxCard } from "../../../electron/sandbox/virtual-card/content.ts";
import { freePort } from "../../fixtures/free-port.ts";
import { pcscService, pcscTurn, type PcscService } from "../../fixtures/pcsc.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { simulatedBridgeEntry, startBridge, type RunningBridge } from "./harness.ts";

// pcscd polls its reader, and the driver of the virtual reader takes some 48 ms per APDU.
vi.setConfig({ testTimeout: 60_000 });

// `npm run virtual-card`: a card of the sandbox in the reader of this machine, or in a simulated
// one.

const program = "electron/sandbox/virtual-card/main.ts";
let sandbox: Running;
let url: string;
let handedOut: SandboxCard;

beforeAll(async () => {
  sandbox = run("electron/sandbox/main.ts", ["--port", "0", "--people", "10"]);
  url = await sandbox.line(/Sandbox ready (\S+)/);
  const answer = await fetch(`${url}/sandbox/virtual-cards/VSC-000002`);
  handedOut = sandboxCardSchema.parse(await answer.json());
});
afterAll(() => sandbox.stop());

interface World {
  readonly bridge: RunningBridge;
  readonly reader: string;
  readonly port: number;
  end(): Promise<void>;
}

async function realWorld(): Promise<World> {
  const pcsc: PcscService = await pcscService();
  await pcsc.start();
  process.env["PCSCLITE_CSOCK_NAME"] = pcsc.socket;
  const bridge = await startBridge();
  const end = async (): Promise<void> => {
    await bridge.stop();
    await pcsc.remove();
  };
  return { bridge, reader: pcsc.reader, port: pcsc.port, end };
}

async function simulatedWorld(): Promise<World> {
  const port = await freePort();
  const bridge = await startBridge(simulatedBridgeEntry, ["--port", String(port)]);
  return { bridge, reader: "CardDesk simulated reader", port, end: () => bridge.stop() };
}

describe.each([
  ["PC/SC", realWorld, false],
  ["the simulated bridge", simulatedWorld, true],
] as const)("through %s", (_, make, simulated) => {
  let world: World;
  let card: Running;

  beforeEach(async () => {
    world = await make();
    await world.bridge.listed(world.reader, "none");
    card = run(program, ["--card", "VSC-000002", "--sandbox", url, "--port", String(world.port)]);
    await card.line(/Card VSC-000002 is in the reader/);
    await world.bridge.listed(world.reader, "card");
  }, pcscTurn);
  afterEach(async () => {
    await card.stop();
    await world.end();
  });

  it("the bridge says whether it is simulated", async () => {
    expect(world.bridge.told).toContainEqual({ kind: "connected", hello: { protocol: 2, simulated } });
    expect(await world.bridge.value("diagnostics", {})).toMatchObject({ simulated, service: "running" });
  });

  it("the certificates on the card are those that the sandbox's CA issued, and its keys sign", async () => {
    const { bridge, reader } = world;
    const read = await bridge.value("card.read", { reader });
    expect(read.kind === "piv" && read.certificates.map(({ der }) => der)).toEqual(
      handedOut.certificates.map(({ certificate }) => certificate),
    );
    const challenge = randomBytes(32);
    const digest = createHash("sha256").update(challenge).digest("base64");
    const wrong = await bridge.call("card.sign", { reader, key: "9A", digest, pin: "000000" });
    expect(wrong).toMatchObject({ error: { code: "pin-wrong", triesLeft: 2 } });
    const { signature } = await bridge.value("card.sign", { reader, key: "9A", digest, pin: handedOut.pin });
    const { publicKey } = new X509Certificate(Buffer.from(handedOut.certificates[0]?.certificate ?? "", "base64"));
    expect(verify("sha256", challenge, publicKey, Buffer.from(signature, "base64"))).toBe(true);
    expect(await bridge.code("card.sign", { reader, key: "9A", digest, pin: null })).toBe("pin-required");
  });

  it("Ctrl-C removes the card from the reader", async () => {
    const over = once(card.process, "exit");
    card.process.kill("SIGINT");
    await world.bridge.until("card.removed");
    expect(await world.bridge.code("card.read", { reader: world.reader })).toBe("no-card");
    expect(await over).toEqual([0, null]);
  });
});

it.each([
  ["no card named", () => ["--sandbox", url], /--card/],
  ["an unknown flag", () => ["--colour", "red"], /colour/],
  ["a card that there is not", () => ["--card", "VSC-999999", "--sandbox", url], /no card VSC-999999/],
  ["no sandbox there", () => ["--card", "VSC-000002", "--sandbox", "http://127.0.0.1:1"], /No sandbox answers/],
  ["no reader there", () => ["--card", "VSC-000002", "--sandbox", url, "--port", "1"], /no virtual reader/],
])("npm run virtual-card with %s prints one line and exits with code 2", async (_, args, line) => {
  const failed = run(program, args());
  const said: string[] = [];
  failed.process.stderr?.on("data", (chunk) => void said.push(String(chunk)));
  const [code] = await once(failed.process, "close");
  expect(code).toBe(2);
  expect(said.join("").trim()).toMatch(line);
  expect(said.join("").trim().split("\n")).toHaveLength(1);
});
