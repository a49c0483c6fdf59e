import { scryptSync } from "node:crypto";
import { keyLength } from "./sealed.ts";

/**
 * The cost of scrypt (RFC 7914): it takes about 128 * N * r octets of memory. `N` is a power of
 * two.
 */
export interface ScryptCost {
  readonly N: number;
  readonly r: number;
  readonly p: number;
}

/** The cost that OWASP's Password Storage Cheat Sheet asks for: 128 MB and about half a second. */
export const shippedCost: ScryptCost = { N: 2 ** 17, r: 8, p: 1 };

/** Derives a key (32 octets) with scrypt from a password in Unicode form NFC. */
export function passwordKey(password: string, salt: Uint8Array, { N, r, p }: ScryptCost): Buffer {
  return scryptSync(password.normalize("NFC"), salt, keyLength, { N, r, p, maxmem: 256 * N * r });
}
