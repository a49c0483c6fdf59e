/** The two sides of a connection; a proof of one is none of the other. */
type Side = "bridge" | "client";

/** What the two sides draw for one connection: 32 random bytes each, hexadecimal. */
interface Nonces {
  readonly client: string;
  readonly bridge: string;
}

/** 32 random bytes, hexadecimal. */
export const newNonce = (): string => toHex(crypto.getRandomValues(new Uint8Array(32)));

/**
 * The proof of one side that it knows the secret: HMAC-SHA-256 (RFC 2104) with the secret over the
 * side and both nonces, hexadecimal. It tells nothing of the secret and is good for one connection.
 */
export async function proofOf(side: Side, secret: string, nonces: Nonces): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.sign("HMAC", await keyOf(secret), content(side, nonces))));
}

/** Whether it is the proof of that side, in constant time. */
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
