import { gunzipSync } from "node:zlib";
import { keyRefs, type Card, type KeyRef, type PinState } from "#shared/bridge/messages.ts";
import { failure } from "../failure.ts";
import { limits } from "../limits.ts";
import { exchange, refused, statusWords, type Answer, type Transmit } from "./apdu.ts";
import { onlyValue, readTlvs, valueOf } from "./tlv.ts";

/** AID of the PIV application without its version (SP 800-73-4, part 1, 2.2). */
const pivAid = Uint8Array.of(0xa0, 0, 0, 3, 8, 0, 0, 0x10, 0);
/** The proprietary identifier extension (PIX) in the application's answer. */
const pix = "00001000";

const certificateObjects: Record<KeyRef, number> = { "9A": 0x5fc105, "9C": 0x5fc10a, "9D": 0x5fc10b, "9E": 0x5fc101 };

/**
 * Key references of the two PINs (SP 800-73-4, part 1, table 4a): the PIV application's own and the
 * card's global one.
 */
const applicationPin = 0x80;
const globalPin = 0x00;

/**
 * Reads what a card reveals without a PIN: SP 800-73-4, part 1, 3.1 and 3.3. A card without the PIV
 * application is of unknown kind. Throws `card-malformed` if the card breaks the standard and
 * `card-refused` for an unexpected status.
 */
export async function readCard(transmit: Transmit, atr: string): Promise<Card> {
  if (!(await selectPiv(transmit))) return { kind: "unknown", atr };
  const reference = await readPinReference(transmit);
  const guid = await readGuid(transmit);
  const certificates = [];
  for (const key of keyRefs) {
    const der = await readCertificate(transmit, key);
    if (der !== null) certificates.push({ key, der: Buffer.from(der).toString("base64") });
  }
  return { kind: "piv", atr, guid, pin: await readPinState(transmit, reference), certificates };
}

/** Selects the PIV application; returns false if the card has none. */
export async function selectPiv(transmit: Transmit): Promise<boolean> {
  const where = "SELECT";
  const { sw, data } = await exchange(transmit, {
    name: where,
    ins: 0xa4,
    p1: 4,
    p2: 0,
    data: pivAid,
    response: true,
  });
  // Some cards accept any AID and answer with a template of their own (6F), or with nothing.
  if (sw !== statusWords.ok || data[0] !== 0x61) return false;
  const template = readTlvs(onlyValue(data, 0x61, where), where);
  const aid = valueOf(template, 0x4f, where);
  if (aid === null || !Buffer.from(aid).toString("hex").includes(pix))
    throw failure("card-malformed", `${where}: the answer does not name the PIV application`);
  return true;
}

/**
 * Reads which PIN the card wants from its discovery object (part 1, 3.3.2); without one it is the
 * application's.
 */
export async function readPinReference(transmit: Transmit): Promise<number> {
  const where = "discovery object";
  const { sw, data } = await getData(transmit, where, Uint8Array.of(0x7e));
  if (sw !== statusWords.ok) return applicationPin;
  const policy = valueOf(readTlvs(onlyValue(data, 0x7e, where), where), 0x5f2f, where);
  if (policy?.length !== 2) throw failure("card-malformed", `${where}: no PIN usage policy`);
  const [allowed = 0, preferred = 0] = policy;
  return (allowed & 0x20) !== 0 && preferred === 0x20 ? globalPin : applicationPin;
}

async function readGuid(transmit: Transmit): Promise<string | null> {
  const where = "CHUID";
  const object = await readObject(transmit, where, 0x5fc102);
  if (object === null) return null;
  const guid = valueOf(readTlvs(object, where), 0x34, where);
  if (guid?.length !== 16) throw failure("card-malformed", `${where}: no GUID of 16 bytes`);
  return guid.every((byte) => byte === 0) ? null : Buffer.from(guid).toString("hex");
}

/**
 * Reads the certificate of a key, DER, uncompressed; null if the card has none or does not reveal
 * it.
 */
export async function readCertificate(transmit: Transmit, key: KeyRef): Promise<Uint8Array | null> {
  const where = `certificate ${key}`;
  const object = await readObject(transmit, where, certificateObjects[key]);
  if (object === null) return null;
  const objects = readTlvs(object, where);
  const content = valueOf(objects, 0x70, where);
  if (content === null) throw failure("card-malformed", `${where}: the object has none in it`);
  const der = isCompressed(valueOf(objects, 0x71, where), where) ? decompress(content, where) : content;
  const [certificate, ...more] = readTlvs(der, where);
  if (certificate?.tag !== 0x30 || more.length > 0) throw failure("card-malformed", `${where}: not a DER sequence`);
  return der;
}

/**
 * Reads CertInfo (SP 800-73-4, part 1, appendix A): its two low bits are the compression, 0 none, 1
 * gzip (RFC 1952).
 */
function isCompressed(info: Uint8Array | null, where: string): boolean {
  const compression = (info?.[0] ?? 0) & 3;
  if ((info !== null && info.length !== 1) || compression > 1)
    throw failure("card-malformed", `${where}: CertInfo that the standard does not know`);
  return compression === 1;
}

function decompress(content: Uint8Array, where: string): Uint8Array {
  try {
    return gunzipSync(content, { maxOutputLength: limits.cardObject });
  } catch {
    throw failure("card-malformed", `${where}: not gzip, or more than ${limits.cardObject} bytes`);
  }
}

/**
 * Reads the content of a data object; null if it is missing, empty or not accessible (over a
 * contactless reader).
 */
async function readObject(transmit: Transmit, where: string, tag: number): Promise<Uint8Array | null> {
  const { sw, data } = await getData(transmit, where, Uint8Array.of(tag >> 16, (tag >> 8) & 0xff, tag & 0xff));
  if (sw === statusWords.notFound || sw === statusWords.securityStatus || sw === statusWords.functionNotSupported)
    return null;
  if (sw !== statusWords.ok) throw refused(where, sw);
  const content = onlyValue(data, 0x53, where);
  return content.length === 0 ? null : content;
}

function getData(transmit: Transmit, name: string, tag: Uint8Array): Promise<Answer> {
  const data = Uint8Array.of(0x5c, tag.length, ...tag);
  return exchange(transmit, { name, ins: 0xcb, p1: 0x3f, p2: 0xff, data, response: true });
}

/**
 * Sends VERIFY without a PIN, which returns the remaining tries and uses none (SP 800-73-4, part 2,
 * 3.2.1).
 */
async function readPinState(transmit: Transmit, reference: number): Promise<PinState> {
  const { sw } = await exchange(transmit, {
    name: "VERIFY",
    ins: 0x20,
    p1: 0,
    p2: reference,
    data: new Uint8Array(),
    // Makes the command five bytes long: PC/SC over T=0 takes none shorter.
    response: true,
  });
  const left = sw & 0xf;
  if (sw === statusWords.blocked || sw === 0x63c0) return { kind: "blocked" };
  return sw >> 4 === 0x63c ? { kind: "tries", left } : { kind: "unknown" };
}
