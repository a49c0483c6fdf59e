import { p256 } from "@noble/curves/nist.js";
import { constants, generateKeyPairSync, privateEncrypt, type KeyObject } from "node:crypto";
import { tlv } from "./ber.ts";

/** Algorithm identifiers of SP 800-78-4, table 6-2. */
const algorithms = { rsa2048: 0x07, ecP256: 0x11 } as const;

/** A private key in the card. */
export interface CardKey {
  readonly algorithm: number;
  /**
   * Applies the key to the input that the terminal has prepared, a padded block (RSA) or a digest
   * (EC); null if its length is wrong.
   */
  sign(block: Buffer): Buffer | null;
  /** The public key as GENERATE ASYMMETRIC KEY PAIR returns it (SP 800-73-4, part 2, 3.3.2). */
  readonly publicKey: Buffer;
}

/** Puts a private key into the card; null for one that is neither EC P-256 nor RSA 2048. */
export function cardKey(key: KeyObject): CardKey | null {
  const { kty, crv, d = "", x = "", y = "", n = "", e = "" } = key.export({ format: "jwk" });
  const bytes = (text: string): Buffer => Buffer.from(text, "base64url");
  if (kty === "EC" && crv === "P-256") {
    return {
      algorithm: algorithms.ecP256,
      sign: (digest) =>
        digest.length === 32 ? Buffer.from(p256.sign(digest, bytes(d), { prehash: false, format: "der" })) : null,
      publicKey: tlv(0x7f49, tlv(0x86, Buffer.concat([Buffer.from([4]), bytes(x), bytes(y)]))),
    };
  }
  if (kty === "RSA" && bytes(n).length === 256) {
    return {
      algorithm: algorithms.rsa2048,
      sign: (block) => (block.length === 256 ? rawRsa(key, block) : null),
      publicKey: tlv(0x7f49, Buffer.concat([tlv(0x81, bytes(n)), tlv(0x82, bytes(e))])),
    };
  }
  return null;
}

/** Computes RSASP1 (RFC 8017, 5.2.1); null for a number that is not below the modulus. */
function rawRsa(key: KeyObject, block: Buffer): Buffer | null {
  try {
    return privateEncrypt({ key, padding: constants.RSA_NO_PADDING }, block);
  } catch {
    return null;
  }
}

/** Makes a key in the card; null for an algorithm that it does not know. */
export function generateKey(algorithm: number | undefined): CardKey | null {
  if (algorithm === algorithms.ecP256) return cardKey(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  if (algorithm === algorithms.rsa2048) return cardKey(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey);
  return null;
}
