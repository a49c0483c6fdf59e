/** The two sides of a connection; the proof of one side is not valid for the other. */
type Side = "bridge" | "client";

/** The nonces of one connection: 32 random bytes from each side, hexadecimal. */
interface Nonces {
  readonly client: string;
  readonly bridge: string;
}

/** Returns 32 random bytes, hexadecimal. */
export const newNonce = (): string => toHex(crypto.getRandomValues(new Uint8Array(32)));

/**
 * Returns the proof of one side that it knows the secret: HMAC-SHA-256 (RFC 2104) with the secret
 * as key over the side and both nonces, hexadecimal. It reveals nothing of the secret and is valid
 * for one connection.
 */
export async function proofOf(side: Side, secret: string, nonces: Nonces): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(secret), content(side, nonces))));
}

/** Whether `proof` is the proof of that side; takes constant time. */
export const isProofOf = async (proof: string, side: Side, secret: string, nonces: Nonces): Promise<boolean> =>
  crypto.subtle.verify("HMAC", await keyOf(secret), fromHex(proof), content(side, nonces));

const toHex = (bytes: Uint8Array): string => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");

const fromHex = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(text.match(/../g) ?? [], (digits) => Number.parseInt(digits, 16));

const keyOf = (secret: string): Promise<CryptoKey> =>
  crypto.subtle.importKey("raw", new TextEncoder().encode(secret), { name: "HMAC", hash: "SHA-256" }, false, [
    "sign",
    "verify",
  ]);

const content = (side: Side, { client, bridge }: Nonces): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(`CardDesk bridge\n${side}\n${client}\n${bridge}`);
