/**
 * Bytes that are not the expected DER. Never leaves this folder: its public functions return a
 * verdict.
 */
export class DerError extends Error {
  override readonly name = "DerError";
}

/** Tags of ITU-T X.690 in X.509, OCSP and CRLs, with the constructed bit for constructed types. */
export const tags = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  objectIdentifier: 0x06,
  enumerated: 0x0a,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
} as const;

/** Returns the tag [n] of an EXPLICIT element, or of an IMPLICIT constructed type. */
export const contextTag = (n: number): number => 0xa0 | n;

/**
 * The position of an element in its bytes: header from `start`, value from `valueStart` up to
 * `end`.
 */
export interface DerElement {
  readonly tag: number;
  readonly start: number;
  readonly valueStart: number;
  readonly end: number;
}

/**
 * Reads DER (ITU-T X.690 section 10) element by element, without a tree or copies: results are
 * views of the received bytes, which signatures cover. Refuses tags above 30, lengths above 4
 * bytes, and indefinite or padded lengths. Every method throws DerError on unexpected bytes.
 *
 * Own code, since @peculiar/asn1-x509 takes 438 to 1,232 ms for a CRL of 1,000 entries (this
 * reader: 13 to 55 ms) and throws "Maximum ASN.1 node count exceeded" at 100,000 entries.
 */
export class DerReader {
  readonly bytes: Uint8Array;
  #at: number;
  readonly #end: number;

  constructor(bytes: Uint8Array, start = 0, end = bytes.length) {
    this.bytes = bytes;
    this.#at = start;
    this.#end = end;
  }

  /** Whether bytes are left. */
  get more(): boolean {
    return this.#at < this.#end;
  }

  /** The number of bytes left. */
  get length(): number {
    return this.#end - this.#at;
  }

  /** Whether the next element has this tag. */
  at(tag: number): boolean {
    return this.more && this.bytes[this.#at] === tag;
  }

  /**
   * Skips the next element and returns its position. Throws if it does not have `tag`; without one,
   * accepts any.
   */
  next(tag?: number): DerElement {
    const start = this.#at;
    const found = this.#byte();
    if (tag !== undefined && found !== tag) throw new DerError(`tag ${hex(found)} instead of ${hex(tag)} at ${start}`);
    if ((found & 0x1f) === 0x1f) throw new DerError(`a tag above 30 at ${start}`);
    const length = this.#length();
    const valueStart = this.#at;
    if (length > this.#end - valueStart) throw new DerError(`an element longer than what holds it at ${start}`);
    this.#at = valueStart + length;
    return { tag: found, start, valueStart, end: this.#at };
  }

  /** Reads the next element with its header. */
  raw(tag?: number): Uint8Array {
    const element = this.next(tag);
    return this.bytes.subarray(element.start, element.end);
  }

  /** Reads the value of the next element. */
  value(tag: number): Uint8Array {
    const element = this.next(tag);
    return this.bytes.subarray(element.valueStart, element.end);
  }

  /** Returns a reader for the content of the next element. */
  inside(tag: number): DerReader {
    const element = this.next(tag);
    return new DerReader(this.bytes, element.valueStart, element.end);
  }

  /** Returns a reader for the content of the next element if it has this tag; otherwise null. */
  insideIf(tag: number): DerReader | null {
    return this.at(tag) ? this.inside(tag) : null;
  }

  /** Reads a BIT STRING of whole bytes. */
  bitString(): Uint8Array {
    const value = this.value(tags.bitString);
    if (value[0] !== 0) throw new DerError("a bit string that is not of whole bytes");
    return value.subarray(1);
  }

  /** Reads an OBJECT IDENTIFIER, in dotted notation. */
  objectIdentifier(): string {
    const value = this.value(tags.objectIdentifier);
    const arcs: number[] = [];
    let arc = 0;
    for (const byte of value) {
      if (arc > 0xff_ffff) throw new DerError("an object identifier with a number above 32 bits");
      arc = arc * 128 + (byte & 0x7f);
      if ((byte & 0x80) === 0) {
        arcs.push(arc);
        arc = 0;
      }
    }
    const [first, ...rest] = arcs;
    if (first === undefined || (value.at(-1) ?? 0) >= 0x80) throw new DerError("an unfinished object identifier");
    const root = Math.min(Math.floor(first / 40), 2);
    return [root, first - root * 40, ...rest].join(".");
  }

  /** Reads a UTCTime or GeneralizedTime, in milliseconds since 1970. */
  time(): number {
    return timeOf(this.bytes, this.next());
  }

  /** Ends a structure; throws if bytes are left. */
  finish(): void {
    if (this.more) throw new DerError(`bytes after the end at ${this.#at}`);
  }

  #byte(): number {
    const byte = this.more ? this.bytes[this.#at] : undefined;
    if (byte === undefined) throw new DerError(`an end in the middle of an element at ${this.#at}`);
    this.#at += 1;
    return byte;
  }

  #length(): number {
    const first = this.#byte();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 4) throw new DerError(`a length of ${count} bytes at ${this.#at}`);
    let length = 0;
    for (let i = 0; i < count; i += 1) length = length * 256 + this.#byte();
    if (length < 0x80 || length < 256 ** (count - 1)) throw new DerError(`a padded length at ${this.#at}`);
    return length;
  }
}

/** Reads one structure that must fill `bytes`. */
export function readWhole<T>(bytes: Uint8Array, read: (reader: DerReader) => T): T {
  // subarray() of a Buffer is much slower than that of a Uint8Array.
  const reader = new DerReader(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length));
  const value = read(reader);
  reader.finish();
  return value;
}

/**
 * Reads a UTCTime (YYMMDDHHMMSSZ) or GeneralizedTime (YYYYMMDDHHMMSSZ), in milliseconds since 1970;
 * accepts only these two forms (RFC 5280 section 4.1.2.5). Allocates no string, as a CRL has a time
 * for each entry.
 */
function timeOf(bytes: Uint8Array, element: DerElement): number {
  const length = element.end - element.valueStart;
  const short = element.tag === tags.utcTime && length === 13;
  if (!short && !(element.tag === tags.generalizedTime && length === 15)) throw new DerError("not a time");
  let at = element.valueStart;
  let year = twoDigits(bytes, at);
  if (short) year += year < 50 ? 2000 : 1900;
  else year = year * 100 + twoDigits(bytes, (at += 2));
  const month = twoDigits(bytes, at + 2);
  const day = twoDigits(bytes, at + 4);
  const hour = twoDigits(bytes, at + 6);
  const minute = twoDigits(bytes, at + 8);
  const second = twoDigits(bytes, at + 10);
  const inDay = hour < 24 && minute < 60 && second < 60 && bytes[at + 12] === letterZ;
  if (!inDay || year < 1900 || month < 1 || month > 12 || day < 1 || day > daysOf(year, month))
    throw new DerError("not a time");
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

const letterZ = 0x5a;

function daysOf(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  const tens = (bytes[at] ?? 0) - 0x30;
  const units = (bytes[at + 1] ?? 0) - 0x30;
  if (tens < 0 || tens > 9 || units < 0 || units > 9) throw new DerError("not a time");
  return tens * 10 + units;
}

const hex = (byte: number): string => `0x${byte.toString(16).padStart(2, "0")}`;
