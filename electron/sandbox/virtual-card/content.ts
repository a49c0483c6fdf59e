import { createHash, createPrivateKey } from "node:crypto";
import { z } from "zod";
import { tlv } from "./ber.ts";
import { cardKey, type CardKey } from "./keys.ts";

/**
 * The content of a card: its data objects by tag (content of the 53 template), its private keys by
 * reference, PIN and PUK.
 */
export interface CardContent {
  readonly pin: string;
  readonly puk: string;
  readonly objects: Map<number, Buffer>;
  readonly keys: Map<number, CardKey>;
}

/** Key references and the tags of their certificates (SP 800-73-4, part 1, table 3 and 4b). */
const places = {
  authentication: { key: 0x9a, object: 0x5fc105 },
  signature: { key: 0x9c, object: 0x5fc10a },
  encryption: { key: 0x9d, object: 0x5fc10b },
} as const;

/**
 * A virtual smart card as the sandbox hands it out: DER certificate and PKCS #8 key, Base64, for
 * each purpose.
 */
export const sandboxCardSchema = z.object({
  number: z.string(),
  pin: z.string(),
  puk: z.string(),
  certificates: z.array(
    z.object({
      purpose: z.enum(["authentication", "signature", "encryption"]),
      certificate: z.base64(),
      privateKey: z.base64(),
    }),
  ),
});
export type SandboxCard = z.infer<typeof sandboxCardSchema>;

/** Makes the content of a PIV card. Throws for a key that is neither EC P-256 nor RSA 2048. */
export function contentOf(card: SandboxCard): CardContent {
  const objects = new Map([[0x5fc102, chuid(card.number)]]);
  const keys = new Map<number, CardKey>();
  for (const { purpose, certificate, privateKey } of card.certificates) {
    const key = cardKey(createPrivateKey({ key: Buffer.from(privateKey, "base64"), format: "der", type: "pkcs8" }));
    if (key === null) throw new Error("The card takes keys of EC P-256 and RSA 2048 only.");
    keys.set(places[purpose].key, key);
    objects.set(places[purpose].object, certificateObject(Buffer.from(certificate, "base64")));
  }
  return { pin: card.pin, puk: card.puk, objects, keys };
}

/**
 * Encodes certificate, CertInfo "not compressed", error detection code (part 1, appendix A, table
 * 10).
 */
function certificateObject(der: Buffer): Buffer {
  return Buffer.concat([tlv(0x70, der), tlv(0x71, Buffer.from([0])), tlv(0xfe, Buffer.alloc(0))]);
}

/**
 * Encodes the CHUID (card holder unique identifier; part 1, 3.1.2), unsigned. Its GUID is derived
 * from the number of the card.
 */
function chuid(number: string): Buffer {
  return Buffer.concat([
    // The FASC-N of issuers outside the federal government: agency and system are all nines.
    tlv(0x30, Buffer.from("d4e739da739ced39ce739d836858210842108421c84210c3eb", "hex")),
    tlv(0x34, guidOf(number)),
    tlv(0x35, Buffer.from("20491231", "ascii")),
    tlv(0x3e, Buffer.alloc(0)),
    tlv(0xfe, Buffer.alloc(0)),
  ]);
}

/** Returns a UUID of version 8 (RFC 9562, 5.8) that is the same for the same number. */
export function guidOf(number: string): Buffer {
  const guid = createHash("sha256").update(`carddesk ${number}`).digest().subarray(0, 16);
  guid.writeUInt8((guid.readUInt8(6) & 0x0f) | 0x80, 6);
  guid.writeUInt8((guid.readUInt8(8) & 0x3f) | 0x80, 8);
  return guid;
}
