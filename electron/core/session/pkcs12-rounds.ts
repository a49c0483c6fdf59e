/**
 * An element of BER (ITU-T X.690 section 8). A primitive one has no `parts`, one of indefinite
 * length no `bytes`.
 */
interface Ber {
  readonly tag: number;
  readonly bytes: Uint8Array;
  readonly parts: readonly Ber[];
}

const integer = 0x02;
const objectIdentifier = 0x06;
/** Whether an element is an OCTET STRING, primitive or constructed. */
const isOctets = ({ tag }: Ber): boolean => tag === 0x04 || tag === 0x24;
/**
 * The OID of scrypt (RFC 7914 section 7), whose costs are of another kind; such files do not occur
 * in practice.
 */
const scrypt = Buffer.from("2b06010401da47040b", "hex");
/** The deepest nesting of elements that is accepted; a file has about twenty levels. */
const deepest = 60;

/**
 * Counts the rounds of all key derivations that the unencrypted parts of a PKCS#12 file (RFC 7292)
 * ask for; Infinity for a file that must not be opened. Reads BER, as OpenSSL does.
 */
export function roundsOf(file: Uint8Array): number {
  return roundsInside(file, 0);
}

/**
 * Counts the rounds in the first element of the bytes, 0 if there is none; ignores what follows it.
 */
function roundsInside(bytes: Uint8Array, depth: number): number {
  const first = elementAt({ bytes, at: 0 }, depth);
  return first === null ? 0 : roundsIn(first, depth);
}

function roundsIn(element: Ber, depth: number): number {
  if (depth > deepest) return Infinity;
  // An OCTET STRING may hold another structure.
  if (isOctets(element)) return roundsInside(octetsOf(element), depth + 1);
  let rounds = 0;
  for (const [n, part] of element.parts.entries()) {
    const before = element.parts[n - 1];
    // PBKDF2, the schemes of PKCS#12 and the MAC have their rounds in the INTEGER after the salt.
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

/** Reads the next element; null if there is none. */
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

/** Reads the parts of a content of known length; none if it is not BER. */
function partsOf(bytes: Uint8Array, depth: number): readonly Ber[] {
  const parts: Ber[] = [];
  // Read one level more than `deepest`, so that `roundsIn` notices the excess.
  if (depth > deepest + 1) return parts;
  const cursor = { bytes, at: 0 };
  while (cursor.at < bytes.length) {
    const part = elementAt(cursor, depth);
    if (part === null) return [];
    parts.push(part);
  }
  return parts;
}

/** Reads the parts up to the end-of-contents mark, two zeros; null if there is no mark. */
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

/** Reads a tag and returns its first byte; skips further ones. */
function tagAt(cursor: Cursor): number {
  const tag = cursor.bytes[cursor.at++] ?? 0;
  if ((tag & 0x1f) === 0x1f) while (((cursor.bytes[cursor.at++] ?? 0) & 0x80) !== 0);
  return tag;
}

/**
 * Reads a length, which may have leading zeros; "open": the indefinite form, NaN: after the end of
 * the bytes.
 */
function lengthAt(cursor: Cursor): number | "open" {
  const first = cursor.bytes[cursor.at++];
  if (first === undefined) return Number.NaN;
  if (first < 0x80) return first;
  if (first === 0x80) return "open";
  const bytes = cursor.bytes.subarray(cursor.at, (cursor.at += first & 0x7f));
  return unsigned(bytes);
}
