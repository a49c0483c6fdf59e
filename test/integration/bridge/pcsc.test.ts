import { createHash, createPublicKey, randomBytes, verify, X509Certificate } from "node:crypto";
import { connect, type Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Card, KeyRef } from "#shared/bridge/messages.ts";
import { tlv } from "../../../electron/sandbox/virtual-card/ber.ts";
import { contentOf, guidOf, type SandboxCard } from "../../../electron/sandbox/virtual-card/content.ts";
import { controls, frame, frames } from "../../../electron/sandbox/virtual-card/frames.ts";
import { pivCard, triesForPin, type VirtualCard } from "../../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn, type PluggedCard } from "../../../electron/sandbox/virtual-card/vpcd.ts";
import { pcscService, pcscTurn, type PcscService } from "../../fixtures/pcsc.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { opensslCard } from "./cards.ts";
import { startBridge, type RunningBridge } from "./harness.ts";

// pcscd polls its reader, and the driver of the virtual reader takes some 48 ms per APDU.
vi.setConfig({ testTimeout: 60_000 });

/* The whole chain: card, driver, PC/SC service, addon, bridge, core's client. */

let pcsc: PcscService;
let bridge: RunningBridge;
let plugged: PluggedCard | null = null;
let other: Running | null = null;
const ec = opensslCard("VSC-000002", "EC P-256");
const rsa = opensslCard("VSC-000005", "RSA 2048");

beforeAll(async () => {
  pcsc = await pcscService();
  process.env["PCSCLITE_CSOCK_NAME"] = pcsc.socket;
}, pcscTurn);
afterAll(() => pcsc.remove());
beforeEach(async () => {
  await pcsc.start();
  bridge = await startBridge();
  await bridge.listed(pcsc.reader, "none");
});
afterEach(async () => {
  await other?.stop();
  plugged?.pullOut();
  await plugged?.out;
  await bridge.stop();
  await pcsc.stop();
  other = plugged = null;
});

async function insert(card: VirtualCard): Promise<void> {
  const before = bridge.told.length;
  plugged = await plugIn(card, pcsc.port);
  await bridge.until("card.inserted", before);
}
/** Inserts a card that calls `happens` when it gets its n-th command. */
async function insertUntil(command: number, happens: () => void): Promise<void> {
  const card = pivCard(contentOf(ec));
  let commands = 0;
  await insert({
    ...card,
    process: (apdu) => {
      if (++commands === command) happens();
      return card.process(apdu);
    },
  });
}
const insertPiv = (card: SandboxCard): Promise<void> => insert(pivCard(contentOf(card)));
const reader = (): { reader: string } => ({ reader: pcsc.reader });

function certificateOf(card: Card, key: KeyRef): X509Certificate {
  const found = card.kind === "piv" ? card.certificates.find((one) => one.key === key) : undefined;
  if (found === undefined) throw new Error(`no certificate ${key}`);
  return new X509Certificate(Buffer.from(found.der, "base64"));
}

/** Simulates a card that answers nothing except its ATR. */
async function answerOnlyAtr(socket: Socket): Promise<void> {
  const { atr } = pivCard(contentOf(ec));
  try {
    for await (const message of frames(socket))
      if (message.length === 1 && message[0] === controls.atr) socket.write(frame(atr));
  } catch {
    // The card was pulled out.
  }
}

describe("the bridge", () => {
  it("announces an inserted card with its ATR, and the removal of the card", async () => {
    await insertPiv(ec);
    const atr = pivCard(contentOf(ec)).atr.toString("hex");
    expect(bridge.told).toContainEqual({
      kind: "event",
      event: { jsonrpc: "2.0", method: "card.inserted", params: { reader: pcsc.reader, atr } },
    });
    const { readers, service } = await bridge.value("readers.list", {});
    expect(service).toBe("running");
    expect(readers).toContainEqual({ name: pcsc.reader, card: { kind: "card", atr } });
    plugged?.pullOut();
    await bridge.until("card.removed");
    const after = await bridge.value("readers.list", {});
    expect(after.readers).toContainEqual({ name: pcsc.reader, card: { kind: "none" } });
  });

  it("follows a PC/SC service that stops and is started again", async () => {
    await insertPiv(ec);
    await pcsc.stop();
    await bridge.until("service.changed");
    expect((await bridge.value("readers.list", {})).readers).toEqual([]);
    expect(await bridge.code("card.read", reader())).toBe("service-not-running");
    const before = bridge.told.length;
    await pcsc.start();
    await bridge.until("reader.added", before);
    await insertPiv(ec);
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
  });
});

describe("a card", () => {
  it.each([["EC P-256", ec] as const, ["RSA 2048", rsa] as const])(
    "with %s is read with its GUID, PIN tries and certificates",
    async (_, made) => {
      await insertPiv(made);
      const card = await bridge.value("card.read", reader());
      expect(card).toMatchObject({
        kind: "piv",
        guid: guidOf(made.number).toString("hex"),
        pin: { kind: "tries", left: triesForPin },
      });
      expect(card.kind === "piv" && card.certificates.map(({ key, der }) => [key, der])).toEqual(
        ["9A", "9C", "9D"].map((key, at) => [key, made.certificates[at]?.certificate]),
      );
    },
  );

  it("with a compressed certificate is read", async () => {
    const content = contentOf(ec);
    const der = Buffer.from(ec.certificates[0]?.certificate ?? "", "base64");
    content.objects.set(
      0x5fc105,
      Buffer.concat([tlv(0x70, gzipSync(der)), tlv(0x71, Buffer.of(1)), tlv(0xfe, Buffer.of())]),
    );
    await insert(pivCard(content));
    const card = await bridge.value("card.read", reader());
    expect(certificateOf(card, "9A").raw).toEqual(der);
  });

  it("is read over T=0, whose commands with data carry no Le", async () => {
    const card = pivCard(contentOf(rsa));
    const commands: Buffer[] = [];
    const historical = Buffer.from("CardDesk");
    await insert({
      ...card,
      atr: Buffer.concat([Buffer.of(0x3b, historical.length), historical]),
      process: (apdu) => {
        commands.push(apdu);
        return card.process(apdu);
      },
    });
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
    const selects = commands.filter((apdu) => apdu[1] === 0xa4);
    expect(selects.map((apdu) => apdu.length)).toEqual([5 + 9]);
  });

  it("of another kind is read as unknown, and its PIN is not verified", async () => {
    const atr = Buffer.from("3b8001800101", "hex").subarray(0, 5);
    await insert({ atr, reset: () => undefined, process: () => Buffer.of(0x6a, 0x82) });
    expect(await bridge.value("card.read", reader())).toMatchObject({ kind: "unknown" });
    expect(await bridge.code("card.verifyPin", { ...reader(), pin: ec.pin })).toBe("card-unknown");
  });
});

describe("a missing or busy card", () => {
  it("is reported as no-reader for an unknown reader and as no-card for an empty one", async () => {
    expect(await bridge.code("card.read", { reader: "Elsewhere 00 00" })).toBe("no-reader");
    expect(await bridge.code("card.read", reader())).toBe("no-card");
  });

  it("is reported as in use while another program has exclusive access, and is read after that", async () => {
    await insertPiv(ec);
    other = run("test/integration/bridge/hold-card.ts", [pcsc.reader, "exclusive"]);
    await other.line(/held/);
    expect(await bridge.code("card.read", reader())).toBe("card-in-use");
    await other.stop();
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
  });

  it("is reported as in use during another program's transaction, and is read after that", async () => {
    await insertPiv(ec);
    other = run("test/integration/bridge/hold-card.ts", [pcsc.reader, "transaction"]);
    await other.line(/held/);
    expect(await bridge.code("card.read", reader())).toBe("card-in-use");
    expect(await bridge.code("card.read", reader())).toBe("card-in-use");
    await other.stop();
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
  });

  it("is listed without its ATR, and is announced with it as soon as the other program ends", async () => {
    await insertPiv(ec);
    other = run("test/integration/bridge/hold-card.ts", [pcsc.reader, "exclusive"]);
    await other.line(/held/);
    const later = await startBridge();
    expect(await later.listed(pcsc.reader, "card")).toEqual({ kind: "card", atr: null });
    const before = later.told.length;
    await other.stop();
    await later.until("card.inserted", before);
    const atr = pivCard(contentOf(ec)).atr.toString("hex");
    expect(await later.listed(pcsc.reader, "card")).toEqual({ kind: "card", atr });
    await later.stop();
  });
});

describe("the bridge with a PIV card", () => {
  it("reports the tries left after a wrong PIN; the last wrong try blocks the PIN", async () => {
    await insertPiv(ec);
    const guess = { ...reader(), pin: "000000" };
    expect(await bridge.call("card.verifyPin", guess)).toMatchObject({ error: { code: "pin-wrong", triesLeft: 2 } });
    expect(await bridge.value("card.read", reader())).toMatchObject({ pin: { kind: "tries", left: 2 } });
    expect(await bridge.call("card.verifyPin", guess)).toMatchObject({ error: { code: "pin-wrong", triesLeft: 1 } });
    expect(await bridge.code("card.verifyPin", guess)).toBe("pin-blocked");
    expect(await bridge.code("card.verifyPin", { ...reader(), pin: ec.pin })).toBe("pin-blocked");
    expect(await bridge.value("card.read", reader())).toMatchObject({ pin: { kind: "blocked" } });
  });

  it.each([["EC P-256", ec] as const, ["RSA 2048", rsa] as const])("signs with %s", async (_, made) => {
    await insertPiv(made);
    const challenge = randomBytes(32);
    const digest = createHash("sha256").update(challenge).digest("base64");
    const card = await bridge.value("card.read", reader());
    for (const key of ["9A", "9C"] as const) {
      const { signature } = await bridge.value("card.sign", { ...reader(), key, digest, pin: ec.pin });
      const publicKey = createPublicKey(certificateOf(card, key).publicKey.export({ format: "pem", type: "spki" }));
      expect(verify("sha256", challenge, publicKey, Buffer.from(signature, "base64"))).toBe(true);
    }
  });

  it("leaves the card locked after a PIN check, so that a signature needs the PIN again", async () => {
    await insertPiv(ec);
    await bridge.value("card.verifyPin", { ...reader(), pin: ec.pin });
    const digest = Buffer.alloc(32).toString("base64");
    expect(await bridge.code("card.sign", { ...reader(), key: "9A", digest, pin: null })).toBe("pin-required");
    expect(await bridge.code("card.sign", { ...reader(), key: "9E", digest, pin: null })).toBe("key-missing");
  });
});

describe("an interrupted read", () => {
  it("of a card that is pulled out fails with card-removed, six times in a row, and the next card is read", async () => {
    for (let round = 0; round < 6; round++) {
      const before = bridge.told.length;
      await insertUntil(2 * round + 1, () => plugged?.pullOut());
      expect(await bridge.code("card.read", reader())).toBe("card-removed");
      await bridge.until("card.removed", before);
    }
    await insertPiv(ec);
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
    expect(bridge.pids).toHaveLength(1);
  });

  it("of a card that never answers fails with card-silent, and a new bridge starts", async () => {
    const before = bridge.told.length;
    const socket = connect({ host: "127.0.0.1", port: pcsc.port });
    const answering = answerOnlyAtr(socket);
    await bridge.until("card.inserted");
    expect(await bridge.code("card.read", reader())).toBe("card-silent");
    socket.destroy();
    await answering;
    await bridge.until("lost", before);
    await bridge.until("connected", before);
    expect(bridge.pids).toHaveLength(2);
  });

  it("by a bridge that is killed fails with bridge-lost, and the next bridge takes over by itself", async () => {
    await insertUntil(4, () => process.kill(bridge.pids[0] ?? 0, "SIGKILL"));
    expect(await bridge.code("card.read", reader())).toBe("bridge-lost");
    expect(await bridge.code("card.read", reader())).toBe("bridge-lost");
    await bridge.until("connected", bridge.told.length);
    await bridge.listed(pcsc.reader, "card");
    expect((await bridge.value("card.read", reader())).kind).toBe("piv");
  });
});
