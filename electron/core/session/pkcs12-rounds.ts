/** An element of BER (ITU-T X.690 section 8): `bytes` of a primitive one, `parts` of another. */
interface Ber {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly parts: readonly Ber[];
}

const integer = 0x02;
const objectIdentifier = 0x06;
/** An OCTET STRING, also in pieces. */
const isOctets = ({ tag }: Ber): boolean => tag === 0x04 || tag === 0x24;
/** scrypt (RFC 7914 section 7) has costs of another kind, and nobody makes such files. */
const scrypt = Buffer.from("2b06010401da47040b", "hex");
/** Elements in each other; a file has about twenty. */
const deepest = 60;

/**
 * How many rounds the derivations take in all that a PKCS#12 file (RFC 7292) asks for where it is
 * not encrypted; Infinity for a file that is not to be opened. Reads BER: OpenSSL does.
 */
export function roundsOf(file: Uint8Array): number {
  return roundsInside(file, 0);
}

/** In the element that the bytes begin with, if they do; what follows counts for nothing. */
function roundsInside(bytes: Uint8Array, depth: number): number {
  const first = elementAt({ bytes, at: 0 }, depth);
  return first === null ? 0 : roundsIn(first, depth);
}

function roundsIn(element: Ber, depth: number): number {
  if (depth > deepest) return Infinity;
  // What an OCTET STRING holds may be another structure.
  if (isOctets(element)) return roundsInside(octetsOf(element), depth + 1);
  let rounds = 0;
  for (const [n, part] of element.parts.entries()) {
    const before = element.parts[n - 1];
    // PBKDF2, the schemes of PKCS#12 and the MAC: an INTEGER that follows its salt.
    if (part.tag === integer && before !== undefined && isOctets(before)) rounds += unsigned(part.bytes);
    if (part.tag === objectIdentifier && scrypt.equals(part.bytes)) return Infinity;
    rounds += roundsIn(part, depth + 1);
  }
  return rounds;
}

const octetsOf = ({ bytes, parts }: Ber): Uint8Array =>
  parts.length === 0 ? bytes : Buffer.concat(parts.map(octetsOf));

const unsigned = (bytes: Uint8Array): number => bytes.reduce((value, byte) => value * 256 + byte, 0);

interface Cursor {
  readonly bytes: Uint8Array;
  at: number;
}

/** The next element; null where there is none. */
function elementAt(cursor: Cursor, depth: number): Ber | null {
  const tag = tagAt(cursor);
  const length = lengthAt(cursor);
  const isConstructed = (tag & 0x20) !== 0;
  if (length === "open") {
    const parts = isConstructed && depth <= deepest ? partsUpToMark(cursor, depth + 1) : null;
    return parts === null ? null : { tag, bytes: none, parts };
  }
  const end = cursor.at + length;
  if (!(end <= cursor.bytes.length)) return null;
  const content = cursor.bytes.subarray(cursor.at, end);
  cursor.at = end;
  return { tag, bytes: content, parts: isConstructed ? partsOf(content, depth + 1) : [] };
}

const none = new Uint8Array();

/** The parts of a content of known length; none where it is something else. */
function partsOf(bytes: Uint8Array, depth: number): readonly Ber[] {
  const parts: Ber[] = [];
  // One deeper than is looked at, so that it is seen.
  if (depth > deepest + 1) return parts;
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const part = elementAt(cursor, depth);
    if (part === null) return [];
    parts.push(part);
  }
  return parts;
}

/** The parts up to the mark of the end, two zeros; null where none comes. */
function partsUpToMark(cursor: Cursor, depth: number): readonly Ber[] | null {
  const parts: Ber[] = [];
  while (cursor.bytes[cursor.at] !== 0 || cursor.bytes[cursor.at + 1] !== 0) {
    const part = elementAt(cursor, depth);
    if (part === null) return null;
    parts.push(part);
  }
  cursor.at += 2;
  return parts;
}

/** The first byte of the tag, which may have more. */
function tagAt(cursor: Cursor): number {
  const tag = cursor.bytes[cursor.at++] ?? 0;
  if ((tag & 0x1f) === 0x1f) while (((cursor.bytes[cursor.at++] ?? 0) & 0x80) !== 0);
  return tag;
}

/** Zeros may stand before a length; "open" where the end is marked; NaN after the end. */
function lengthAt(cursor: Cursor): number | "open" {
  const first = cursor.bytes[cursor.at++];
  if (first === undefined) return Number.NaN;
  if (first < 0x80) return first;
  if (first === 0x80) return "open";
  const bytes = cursor.bytes.subarray(cursor.at, (cursor.at += first & 0x7f));
  return unsigned(bytes);
}
