import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";

/** Octets of a key (AES-256). */
export const keyLength = 32;

const algorithm = "aes-256-gcm";
const nonceLength = 12;
const tagLength = 16;

/**
 * A stored value cannot be read: it was sealed with another key, moved to another place, or
 * changed.
 */
export class SealBroken extends Error {
  override readonly name = "SealBroken";
}

/**
 * Encrypts with AES-256-GCM (NIST SP 800-38D): 12 octets of random nonce, the ciphertext, 16 octets
 * of tag. `place` names the value's position in the store and is authenticated, so that the value
 * cannot be moved. A random nonce is sound for 2^32 values per key.
 */
export function seal(key: Uint8Array, place: string, plain: string | Uint8Array): Uint8Array {
  const nonce = randomBytes(nonceLength);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagLength }).setAAD(Buffer.from(place));
  const text = typeof plain === "string" ? Buffer.from(plain) : plain;
  return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]);
}

/** Decrypts the output of `seal`; throws SealBroken. */
export function open(key: Uint8Array, place: string, sealed: Uint8Array): Buffer {
  if (sealed.length < nonceLength + tagLength) throw new SealBroken(place);
  const decipher = createDecipheriv(algorithm, key, sealed.subarray(0, nonceLength), { authTagLength: tagLength });
  decipher.setAAD(Buffer.from(place)).setAuthTag(sealed.subarray(sealed.length - tagLength));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(nonceLength, sealed.length - tagLength)), decipher.final()]);
  } catch {
    throw new SealBroken(place);
  }
}
