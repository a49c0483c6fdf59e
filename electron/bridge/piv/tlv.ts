import { failure } from "../failure.ts";

/** One data object: its tag as a number (0x5FC102) and its value as a view into the bytes read. */
export interface Tlv {
  readonly tag: number;
  readonly value: Uint8Array;
}

/**
 * Reads the consecutive data objects in `bytes`: BER-TLV as in ISO/IEC 7816-4, 5.2.2 (tags of 1 to
 * 3 bytes, lengths of 1 to 4). Strict: every byte belongs to an object and none is missing. `where`
 * names the place in the error.
 */
export function readTlvs(bytes: Uint8Array, where: string): readonly Tlv[] {
  const found: Tlv[] = [];
  let at = 0;

  function next(): number {
    const byte = bytes[at++];
    if (byte === undefined) throw failure("card-malformed", `${where}: ends in the middle of a data object`);
    return byte;
  }

  function readTag(): number {
    let tag = next();
    if ((tag & 0x1f) !== 0x1f) return tag;
    for (let more = 0; more < 2; more++) {
      const byte = next();
      tag = (tag << 8) | byte;
      if ((byte & 0x80) === 0) return tag;
    }
    throw failure("card-malformed", `${where}: a tag of more than 3 bytes`);
  }

  function readLength(): number {
    const first = next();
    if (first < 0x80) return first;
    const count = first & 0x7f;
    if (count === 0 || count > 3) throw failure("card-malformed", `${where}: a length that no card uses`);
    let length = 0;
    for (let i = 0; i < count; i++) length = (length << 8) | next();
    return length;
  }

  while (at < bytes.length) {
    const tag = readTag();
    const length = readLength();
    if (length > bytes.length - at)
      throw failure("card-malformed", `${where}: a data object longer than what it lies in`);
    found.push({ tag, value: bytes.subarray(at, at + length) });
    at += length;
  }
  return found;
}

/**
 * Returns the value of the object with this tag; null if there is none. A repeated tag is an error.
 */
export function valueOf(objects: readonly Tlv[], tag: number, where: string): Uint8Array | null {
  const [first, second] = objects.filter((object) => object.tag === tag);
  if (second !== undefined) throw failure("card-malformed", `${where}: tag ${tag.toString(16)} twice`);
  return first?.value ?? null;
}

/** Returns the value of the single object, with this tag, that `bytes` must be. */
export function onlyValue(bytes: Uint8Array, tag: number, where: string): Uint8Array {
  const objects = readTlvs(bytes, where);
  const value = valueOf(objects, tag, where);
  if (value === null || objects.length !== 1)
    throw failure("card-malformed", `${where}: tag ${tag.toString(16)} expected, and nothing beside it`);
  return value;
}

/** Encodes a data object for a command; the value may have up to 65,535 bytes. */
export function tlv(tag: number, value: Uint8Array): Uint8Array {
  const { length } = value;
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Uint8Array.of(tag, ...size, ...value);
}
