import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { contentOf, guidOf } from "../../../electron/sandbox/virtual-card/content.ts";
import { pivCard, triesForPin } from "../../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn, type PluggedCard } from "../../../electron/sandbox/virtual-card/vpcd.ts";
import { pcscService, pcscTurn, type PcscService } from "../../fixtures/pcsc.ts";
import { opensslCard } from "./cards.ts";

// pcscd polls its reader, and the driver of the virtual reader takes some 48 ms per APDU.
vi.setConfig({ testTimeout: 60_000 });

/* Independent programs accept the virtual card as a PIV card. */

const kinds = ["EC P-256", "RSA 2048"] as const;
const yubicoName = { "EC P-256": "ECCP256", "RSA 2048": "RSA2048" } as const;

describe.each(kinds)("a virtual card with %s", (kind) => {
  const made = opensslCard("VSC-000002", kind);
  const directory = mkdtempSync(join(tmpdir(), "piv-tools-"));
  const file = (name: string): string => join(directory, name);
  let pcsc: PcscService;
  let plugged: PluggedCard;

  beforeAll(async () => {
    pcsc = await pcscService();
    await pcsc.start();
    plugged = await plugIn(pivCard(contentOf(made)), pcsc.port);
    await tool("opensc-tool", "--wait", "--atr");
    writeFileSync(file("message"), "Is this card the one that was reactivated?\n");
    execFileSync("openssl", ["dgst", "-sha256", "-binary", "-out", file("digest"), file("message")]);
  }, pcscTurn);
  afterAll(async () => {
    plugged.pullOut();
    await plugged.out;
    await pcsc.remove();
    rmSync(directory, { recursive: true });
  });

  // One program leaves the card unlocked for the next; each test begins with a locked one.
  beforeEach(() => tool("opensc-tool", "--reset"));

  // Must be asynchronous: the card runs in this process and has to answer.
  const tool = async (program: string, ...args: readonly string[]): Promise<string> => {
    const env = { ...process.env, PCSCLITE_CSOCK_NAME: pcsc.socket };
    return (await promisify(execFile)(program, args, { cwd: directory, env })).stdout;
  };
  const yubico = (...args: readonly string[]): Promise<string> =>
    tool("yubico-piv-tool", "--reader", "Test Reader", ...args);
  const base64Of = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, "");
  const certificate = (at: number): string => made.certificates[at]?.certificate ?? "";

  /** Verifies a signature over the message with OpenSSL, against the certificate that was read. */
  async function verifies(certificatePem: string, signature: string): Promise<string> {
    writeFileSync(file("certificate.pem"), certificatePem);
    writeFileSync(file("public.pem"), await tool("openssl", "x509", "-in", "certificate.pem", "-pubkey", "-noout"));
    return (
      await tool("openssl", "dgst", "-sha256", "-verify", "public.pem", "-signature", signature, "message")
    ).trim();
  }

  it("is recognised as a PIV card by opensc-tool, which reads its CHUID", async () => {
    expect(await tool("opensc-tool", "--name")).toContain("Personal Identity Verification Card");
    const select = "00:A4:04:00:09:A0:00:00:03:08:00:00:10:00:00";
    const read = await tool("opensc-tool", "-s", select, "-s", "00:CB:3F:FF:05:5C:03:5F:C1:02:00");
    const [, chuid = ""] = read.split("Received (SW1=0x90, SW2=0x00)").slice(1);
    const bytes = [...chuid.matchAll(/^(?:[0-9A-F]{2} )+/gm)].join("").replaceAll(" ", "").toLowerCase();
    expect(bytes).toContain(`3410${guidOf(made.number).toString("hex")}`);
  });

  it("gives pkcs15-tool its certificates and verifies its PIN there", async () => {
    expect(base64Of(await tool("pkcs15-tool", "--read-certificate", "01"))).toBe(certificate(0));
    expect(base64Of(await tool("pkcs15-tool", "--read-certificate", "02"))).toBe(certificate(1));
    await tool("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", made.pin);
    await expect(tool("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", "000000")).rejects.toThrow(
      /PIN code or key incorrect/,
    );
    await tool("pkcs15-tool", "--verify-pin", "--auth-id", "01", "--pin", made.pin);
  });

  it("signs through OpenSC, and OpenSSL verifies the signature", async () => {
    const padding = kind === "RSA 2048" ? ["--pkcs1"] : ["--signature-format", "openssl"];
    const sign = ["--sign", "--key", "02", "--pin", made.pin, "--sha-256", ...padding];
    await tool("pkcs15-crypt", ...sign, "--input", "digest", "--output", "signature");
    expect(await verifies(await tool("pkcs15-tool", "--read-certificate", "02"), "signature")).toBe("Verified OK");
  });

  it("gives yubico-piv-tool its CHUID and certificate, verifies its PIN there and counts the tries", async () => {
    const status = await yubico("--action", "status");
    expect(status).toContain(`3410${guidOf(made.number).toString("hex")}`);
    expect(status).toContain(`Algorithm:\t${yubicoName[kind]}`);
    expect(status).toContain("PIN tries left:\t3");
    expect(base64Of(await yubico("--action", "read-certificate", "--slot", "9a"))).toBe(certificate(0));
    await expect(yubico("--action", "verify-pin", "--pin", "000000")).rejects.toThrow(/2 tries left/);
    await yubico("--action", "verify-pin", "--pin", made.pin);
  });

  it("signs through yubico-piv-tool, and OpenSSL verifies the signature", async () => {
    const sign = ["--action", "verify-pin", "--pin", made.pin, "--sign", "--slot", "9c", "--hash", "SHA256"];
    await yubico(...sign, "--algorithm", yubicoName[kind], "--input", "message", "--output", "signature");
    expect(await verifies(await yubico("--action", "read-certificate", "--slot", "9c"), "signature")).toBe(
      "Verified OK",
    );
  });

  it("unblocks a blocked PIN with the PUK", async () => {
    for (let attempt = 1; attempt <= triesForPin; attempt++)
      await expect(yubico("--action", "verify-pin", "--pin", "000000")).rejects.toThrow(
        attempt === triesForPin ? /blocked/ : /tries left/,
      );
    await expect(yubico("--action", "verify-pin", "--pin", made.pin)).rejects.toThrow(/blocked/);
    await yubico("--action", "unblock-pin", "--pin", made.puk, "--new-pin", made.pin);
    await yubico("--action", "verify-pin", "--pin", made.pin);
  });

  it("takes a certificate for a key that it has generated, and signs with the key", async () => {
    await yubico("--action", "generate", "--slot", "9e", "--algorithm", yubicoName[kind], "--output", "generated.pem");
    const authority = ["req", "-x509", "-nodes", "-newkey", "rsa:2048", "-subj", "/CN=Test authority"];
    await tool("openssl", ...authority, "-keyout", "ca.key", "-out", "ca.pem");
    await tool("openssl", "req", "-new", "-key", "ca.key", "-subj", "/CN=Generated", "-out", "request.pem");
    const issue = ["x509", "-req", "-in", "request.pem", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"];
    await tool("openssl", ...issue, "-force_pubkey", "generated.pem", "-out", "issued.pem");
    await yubico("--action", "import-certificate", "--slot", "9e", "--input", "issued.pem");
    const stored = await yubico("--action", "read-certificate", "--slot", "9e");
    expect(base64Of(stored)).toBe(base64Of(readFileSync(file("issued.pem"), "utf8")));
    const sign = ["--action", "verify-pin", "--pin", made.pin, "--sign", "--slot", "9e", "--hash", "SHA256"];
    await yubico(...sign, "--algorithm", yubicoName[kind], "--input", "message", "--output", "signature");
    expect(await verifies(stored, "signature")).toBe("Verified OK");
  });
});
