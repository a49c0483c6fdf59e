import { createHash, generateKeyPairSync, verify } from "node:crypto";
import fc from "fast-check";
import { beforeEach, expect, it } from "vitest";
import { cardKey } from "./keys.ts";
import { pivCard, type VirtualCard } from "./piv-card.ts";

const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
const message = Buffer.from("challenge");
const digest = createHash("sha256").update(message).digest("hex");
const select = "00a4040009a00000030800001000";
const verifyPin = (pin: string): string => `0020008008${padded(pin)}`;
const padded = (pin: string): string => Buffer.from(pin).toString("hex").padEnd(16, "f");
const sign = (key: string): string => `008711${key}26 7c24 8200 8120 ${digest} 00`;

let card: VirtualCard;
beforeEach(() => {
  const key = cardKey(privateKey);
  const keys = new Map(key === null ? [] : [0x9a, 0x9c, 0x9e].map((reference) => [reference, key] as const));
  card = pivCard({ pin: "123456", puk: "12345678", objects: new Map(), keys });
  send(select);
});

const send = (hex: string): Buffer => card.process(Buffer.from(hex.replaceAll(" ", ""), "hex"));
const status = (hex: string): string => send(hex).subarray(-2).toString("hex");

it("refuses commands until the PIV application is selected, and refuses to select another application", () => {
  card.reset();
  expect(status(verifyPin("123456"))).toBe("6d00");
  expect(status("00a4040005a00000052700")).toBe("6a82");
  expect(status(select)).toBe("9000");
});

it("the signature key needs the PIN each time, the authentication key once, the card authentication key never", () => {
  expect(status(sign("9a"))).toBe("6982");
  expect(status(sign("9e"))).toBe("9000");
  expect(status(verifyPin("123456"))).toBe("9000");
  expect([status(sign("9c")), status(sign("9c"))]).toEqual(["9000", "6982"]);
  expect([status(sign("9a")), status(sign("9a"))]).toEqual(["9000", "9000"]);
});

it("makes a signature that verifies with the public key", () => {
  const answer = send(sign("9e"));
  const signature = answer.subarray(4, -2);
  expect(verify("sha256", message, publicKey, signature)).toBe(true);
});

it("a reset and VERIFY with P1 FF both clear the PIN verification", () => {
  for (const lock of [() => card.reset(), () => send("0020ff80")]) {
    send(select);
    send(verifyPin("123456"));
    expect(status("00200080")).toBe("9000");
    lock();
    send(select);
    expect(status("00200080")).toBe("63c3");
  }
});

it("three wrong PINs block the PIN, a malformed PIN uses no try, and the PUK sets a new one until it is blocked too", () => {
  expect(status(`0020008008${"00".repeat(8)}`)).toBe("6a80");
  expect([1, 2, 3].map(() => status(verifyPin("000000")))).toEqual(["63c2", "63c1", "6983"]);
  expect(status(verifyPin("123456"))).toBe("6983");
  expect(status(`002c008010${padded("12345678")}${padded("654321")}`)).toBe("9000");
  expect(status(verifyPin("654321"))).toBe("9000");
  const wrong = `002c008010${padded("87654321")}${padded("123456")}`;
  expect([1, 2, 3].map(() => status(wrong))).toEqual(["63c2", "63c1", "6983"]);
  expect(status(`002c008010${padded("12345678")}${padded("123456")}`)).toBe("6983");
});

it("changes the PIN and the PUK with their old value, and refuses a wrong old PIN", () => {
  expect(status(`0024008010${padded("123456")}${padded("654321")}`)).toBe("9000");
  expect(status(`0024008010${padded("123456")}${padded("654321")}`)).toBe("63c2");
  expect(status(`0024008110${padded("12345678")}${padded("87654321")}`)).toBe("9000");
  expect(status(`002c008010${padded("87654321")}${padded("123456")}`)).toBe("9000");
  expect(status(verifyPin("123456"))).toBe("9000");
});

it("refuses to make a key or to write an object without authentication with the management key", () => {
  expect(status("0047009a05ac03800111")).toBe("6982");
  expect(status("00db3fff095c035fc10553023000")).toBe("6982");
  expect(status("0087039b0a7c08800801020304050607080000")).toBe("6700");
});

it("takes commands in parts and gives long answers in parts", () => {
  const half = sign("9e").replaceAll(" ", "").slice(10, -2);
  expect(status(`1087119e10${half.slice(0, 32)}`)).toBe("9000");
  expect(status(`0087119e16${half.slice(32)}00`)).toBe("9000");
  const first = send("00cb3fff035c017e05");
  expect(first.toString("hex")).toBe("7e124f0ba0610f");
  expect(send("00c000000f").subarray(-2).toString("hex")).toBe("9000");
  expect(status("00c0000000")).toBe("6985");
});

it("answers every command, however malformed, with a status word", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 300 }), { maxLength: 5 }), fc.boolean(), (apdus, selected) => {
      if (selected) send(select);
      for (const apdu of apdus) expect(card.process(Buffer.from(apdu)).length).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: 20_000 },
  );
});
