import { X509Certificate, type KeyObject } from "node:crypto";
import type { KeyRef, Signature } from "#shared/bridge/messages.ts";
import { BridgeFailure, failure } from "../failure.ts";
import { exchange, refused, statusWords, type Transmit } from "./apdu.ts";
import { readCertificate, readPinReference, selectPiv } from "./read.ts";
import { onlyValue, tlv } from "./tlv.ts";

/**
 * Verifies the PIN on the card (SP 800-73-4, part 2, 3.2.1). Throws `pin-wrong` with the remaining
 * tries, or `pin-blocked`. The PIN goes nowhere else.
 */
export async function verifyPin(transmit: Transmit, pin: string): Promise<void> {
  await selected(transmit);
  const reference = await readPinReference(transmit);
  const data = Buffer.alloc(8, 0xff);
  data.write(pin, "ascii");
  const { sw } = await exchange(transmit, { name: "VERIFY", ins: 0x20, p1: 0, p2: reference, data, response: false });
  if (sw === statusWords.ok) return;
  if (sw === statusWords.blocked || sw === 0x63c0) throw failure("pin-blocked");
  if (sw >> 4 === 0x63c) throw new BridgeFailure({ code: "pin-wrong", triesLeft: sw & 0xf, detail: "" });
  throw refused("VERIFY", sw);
}

/**
 * Has the card sign a SHA-256 digest (GENERAL AUTHENTICATE, SP 800-73-4, part 2, 3.2.4 and appendix
 * A) with a key that has a certificate. `pin` is null for a key that needs none.
 */
export async function sign(
  transmit: Transmit,
  key: KeyRef,
  digest: Uint8Array,
  pin: string | null,
): Promise<Signature> {
  await selected(transmit);
  const certificate = await readCertificate(transmit, key);
  if (certificate === null) throw failure("key-missing");
  const mechanism = mechanismFor(certificate, key);
  // Must directly precede the signature: SP 800-73-4, part 1, table 4b, "PIN always".
  if (pin !== null) await verifyPin(transmit, pin);
  const where = `signature ${key}`;
  const data = tlv(0x7c, Buffer.concat([tlv(0x82, new Uint8Array()), tlv(0x81, mechanism.block(digest))]));
  const command = { name: where, ins: 0x87, p1: mechanism.id, p2: Number.parseInt(key, 16), data, response: true };
  const answer = await exchange(transmit, command);
  if (answer.sw === statusWords.securityStatus) throw failure("pin-required");
  if (answer.sw === statusWords.referenceNotFound) throw failure("key-missing");
  if (answer.sw !== statusWords.ok) throw refused(where, answer.sw);
  const signature = onlyValue(onlyValue(answer.data, 0x7c, where), 0x82, where);
  return { algorithm: mechanism.algorithm, signature: Buffer.from(signature).toString("base64") };
}

async function selected(transmit: Transmit): Promise<void> {
  if (!(await selectPiv(transmit))) throw failure("card-unknown");
}

interface Mechanism {
  /** Algorithm identifier of SP 800-78-4, table 6-2. */
  readonly id: number;
  readonly algorithm: Signature["algorithm"];
  /** The input of the signature: the digest padded to the length of the curve or of the modulus. */
  readonly block: (digest: Uint8Array) => Uint8Array;
}

function mechanismFor(certificate: Uint8Array, key: KeyRef): Mechanism {
  const { asymmetricKeyType, asymmetricKeyDetails } = publicKeyOf(certificate, key);
  const kind = `${asymmetricKeyType} ${asymmetricKeyDetails?.namedCurve ?? asymmetricKeyDetails?.modulusLength}`;
  switch (kind) {
    case "ec prime256v1":
      return { id: 0x11, algorithm: "ecdsa-sha256", block: (digest) => digest };
    case "ec secp384r1":
      return { id: 0x14, algorithm: "ecdsa-sha256", block: (digest) => Buffer.concat([Buffer.alloc(16), digest]) };
    case "rsa 2048":
      return { id: 0x07, algorithm: "rsa-sha256", block: (digest) => pkcs1(digest, 256) };
    default:
      throw failure("card-refused", `signature ${key}: no PIV signature with ${kind}`);
  }
}

function publicKeyOf(certificate: Uint8Array, key: KeyRef): KeyObject {
  try {
    return new X509Certificate(certificate).publicKey;
  } catch {
    throw failure("card-malformed", `certificate ${key}: no public key in it`);
  }
}

/** EMSA-PKCS1-v1_5 for SHA-256 (RFC 8017, 9.2). */
function pkcs1(digest: Uint8Array, length: number): Uint8Array {
  const info = Buffer.concat([Buffer.from("3031300d060960864801650304020105000420", "hex"), digest]);
  return Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(length - info.length - 3, 0xff), Buffer.from([0]), info]);
}
