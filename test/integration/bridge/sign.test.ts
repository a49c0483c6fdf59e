import { p384 } from "@noble/curves/nist.js";
import { createHash, createPrivateKey, createPublicKey, verify } from "node:crypto";
import { expect, it } from "vitest";
import type { Transmit } from "../../../electron/bridge/piv/apdu.ts";
import { sign, verifyPin } from "../../../electron/bridge/piv/sign.ts";
import { tlv } from "../../../electron/sandbox/virtual-card/ber.ts";
import { opensslCard, type KeyKind } from "./cards.ts";

/* Cards of kinds that the virtual card does not simulate. */

const aid = Buffer.from("a000000308000010000100", "hex");

/** Simulates a card with one key; `last` answers its PIN and signature commands. */
function card(kind: KeyKind, policy: readonly number[], last: (apdu: Uint8Array) => Buffer) {
  const [made] = opensslCard("VSC-000002", kind).certificates;
  const der = Buffer.from(made?.certificate ?? "", "base64");
  const key = createPrivateKey({ key: Buffer.from(made?.privateKey ?? "", "base64"), format: "der", type: "pkcs8" });
  let rest: Buffer = Buffer.alloc(0);
  const answer = (data: Buffer): Buffer => {
    rest = data.subarray(250);
    return Buffer.concat([data.subarray(0, 250), rest.length > 0 ? Buffer.of(0x61, 0) : Buffer.of(0x90, 0)]);
  };
  const transmit: Transmit = async (apdu) => {
    if (apdu[1] === 0xa4) return answer(tlv(0x61, tlv(0x4f, aid.subarray(5))));
    if (apdu[1] === 0xc0) return answer(rest);
    if (apdu[1] !== 0xcb) return last(apdu);
    if (apdu[7] === 0x7e) return answer(tlv(0x7e, tlv(0x5f2f, Buffer.from(policy))));
    return answer(tlv(0x53, tlv(0x70, der)));
  };
  return { transmit, key };
}

it("P-384: the digest is padded at the front, and the signature verifies as ECDSA with SHA-256", async () => {
  const secret = (): Uint8Array => Buffer.from(made.key.export({ format: "jwk" }).d ?? "", "base64url");
  const made = card("EC P-384", [0x40, 0], (apdu) => {
    expect([...apdu.subarray(0, 4)]).toEqual([0, 0x87, 0x14, 0x9a]);
    // 7C L 82 00 81 30, then the block.
    const signature = p384.sign(apdu.subarray(11, 59), secret(), { prehash: false, format: "der" });
    return Buffer.concat([tlv(0x7c, tlv(0x82, signature)), Buffer.of(0x90, 0)]);
  });
  const digest = createHash("sha256").update("challenge").digest();
  const { algorithm, signature } = await sign(made.transmit, "9A", digest, null);
  expect(algorithm).toBe("ecdsa-sha256");
  const valid = verify("sha256", Buffer.from("challenge"), createPublicKey(made.key), Buffer.from(signature, "base64"));
  expect(valid).toBe(true);
});

it("a key type that PIV cannot sign with is refused before the card gets a signature command", async () => {
  const { transmit } = card("EC P-521", [0x40, 0], () => {
    throw new Error("asked");
  });
  await expect(sign(transmit, "9A", Buffer.alloc(32), null)).rejects.toMatchObject({ error: { code: "card-refused" } });
});

it.each([
  ["the application's own PIN", [0x40, 0], 0x80],
  ["the global PIN where the card prefers it", [0x60, 0x20], 0x00],
  ["the application's PIN where it prefers that", [0x60, 0x10], 0x80],
])("%s is verified", async (_, policy, reference) => {
  const asked: number[] = [];
  const { transmit } = card("EC P-384", policy, (apdu) => {
    asked.push(apdu[3] ?? -1);
    return Buffer.of(0x90, 0);
  });
  await verifyPin(transmit, "123456");
  expect(asked).toEqual([reference]);
});
