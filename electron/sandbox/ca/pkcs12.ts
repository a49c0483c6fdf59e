import { createHash, createHmac, createPrivateKey, randomBytes } from "node:crypto";

/**
 * The content of a PKCS#12 file; `privateKey` (PKCS #8 DER) is null in a file of certificates only.
 */
export interface Pkcs12Content {
  readonly certificate: Buffer;
  readonly privateKey: Buffer | null;
  /** The certificates above it. */
  readonly chain: readonly Buffer[];
  readonly passphrase: string;
}

/**
 * Rounds of the MAC key derivation. Few are enough: the files are for tests, under a public
 * passphrase.
 */
const iterations = 2_048;

/**
 * Makes a PKCS#12 file (RFC 7292): the key encrypted by PBES2 with AES-256, the certificates not,
 * and a MAC over all of it.
 */
export function pkcs12({ certificate, privateKey, chain, passphrase }: Pkcs12Content): Buffer {
  const id = createHash("sha1").update(certificate).digest();
  const bags = [certificate, ...chain].map((each, at) => certBag(each, at === 0 ? id : null));
  if (privateKey !== null) bags.unshift(keyBag(privateKey, id, passphrase));
  const safe = sequence(data(sequence(...bags)));
  const salt = randomBytes(16);
  const key = macKey(passphrase, salt);
  const mac = createHmac("sha256", key).update(safe).digest();
  const digest = sequence(sequence(oid(oids.sha256), tag(0x05)), octets(mac));
  const macData = sequence(digest, octets(salt), integer(iterations));
  return sequence(integer(3), data(safe), macData);
}

const oids = {
  data: "2a864886f70d010701",
  keyBag: "2a864886f70d010c0a0102",
  certBag: "2a864886f70d010c0a0103",
  x509Certificate: "2a864886f70d01091601",
  localKeyId: "2a864886f70d010915",
  sha256: "608648016503040201",
} as const;

function keyBag(privateKey: Buffer, id: Buffer, passphrase: string): Buffer {
  const encrypted = createPrivateKey({ key: privateKey, format: "der", type: "pkcs8" }).export({
    format: "der",
    type: "pkcs8",
    cipher: "aes-256-cbc",
    passphrase,
  });
  return sequence(oid(oids.keyBag), tag(0xa0, encrypted), attributes(id));
}

function certBag(certificate: Buffer, id: Buffer | null): Buffer {
  const bag = sequence(oid(oids.x509Certificate), tag(0xa0, octets(certificate)));
  return sequence(oid(oids.certBag), tag(0xa0, bag), ...(id === null ? [] : [attributes(id)]));
}

/** Encodes the attribute that links a key to its certificate. */
const attributes = (id: Buffer): Buffer => tag(0x31, sequence(oid(oids.localKeyId), tag(0x31, octets(id))));

/** Derives the MAC key (RFC 7292 appendix B.2, SHA-256); one block (i = 1) is enough. */
function macKey(passphrase: string, salt: Buffer): Buffer {
  const block = 64;
  const fill = (with_: Buffer): Buffer => {
    const length = Math.ceil(with_.length / block) * block;
    return Buffer.alloc(length, with_);
  };
  const password = Buffer.from(`${passphrase}\0`, "utf16le").swap16();
  let key = Buffer.concat([Buffer.alloc(block, 3), fill(salt), fill(password)]);
  for (let round = 0; round < iterations; round += 1) key = createHash("sha256").update(key).digest();
  return key;
}

const data = (content: Buffer): Buffer => sequence(oid(oids.data), tag(0xa0, octets(content)));
const sequence = (...parts: readonly Buffer[]): Buffer => tag(0x30, ...parts);
const octets = (content: Buffer): Buffer => tag(0x04, content);
const oid = (hex: string): Buffer => tag(0x06, Buffer.from(hex, "hex"));

function integer(value: number): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
  // The first bit is the sign: a leading zero octet keeps the number positive.
  return tag(0x02, (bytes[0] ?? 0) > 0x7f ? Buffer.from([0, ...bytes]) : bytes);
}

function tag(number: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const size = length.toString(16);
  const octetsOfSize = Buffer.from(size.padStart(size.length + (size.length % 2), "0"), "hex");
  const head = length < 0x80 ? [number, length] : [number, 0x80 | octetsOfSize.length, ...octetsOfSize];
  return Buffer.concat([Buffer.from(head), content]);
}
