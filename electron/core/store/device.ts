import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign, type KeyObject } from "node:crypto";
import { canonical, type JournalEntry, type SignedEntry } from "#shared/domain/journal.ts";
import { publicJwkSchema, type PublicJwk } from "#shared/idm/offline.ts";

/**
 * The key pair of a device: P-256, made on the device. `id` is the RFC 7638 thumbprint of the
 * public key, Base64url.
 */
export interface Device {
  readonly id: string;
  readonly publicKey: PublicJwk;
  readonly privateKey: KeyObject;
}

/** Makes a new private key, PKCS #8 DER, for the key vault. */
export function newDeviceKey(): Buffer {
  return generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "der" });
}

/** Returns the device of a private key in PKCS #8 DER. */
export function deviceOf(pkcs8: Uint8Array): Device {
  const privateKey = createPrivateKey({ key: Buffer.from(pkcs8), type: "pkcs8", format: "der" });
  const publicKey = publicJwkSchema.parse(createPublicKey(privateKey).export({ format: "jwk" }));
  return { id: thumbprint(publicKey), publicKey, privateKey };
}

/**
 * Returns the RFC 7638 thumbprint: SHA-256 over the canonical JSON of the members that make the
 * key.
 */
export function thumbprint({ kty, crv, x, y }: PublicJwk): string {
  return createHash("sha256").update(canonical({ kty, crv, x, y })).digest("base64url");
}

/**
 * Returns the SHA-256 of the canonical form of an entry, exactly as it was signed; it covers the
 * hash of the previous entry.
 */
export const entryHash = (entry: unknown): string => createHash("sha256").update(canonical(entry)).digest("hex");

/** Signs an entry: ES256 over its canonical form. */
export function signEntry(entry: JournalEntry, device: Device): SignedEntry {
  const key = { key: device.privateKey, dsaEncoding: "ieee-p1363" } as const;
  return { entry, signature: sign("sha256", Buffer.from(canonical(entry)), key).toString("base64url") };
}
