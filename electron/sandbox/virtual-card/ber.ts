/**
 * Encodes a BER-TLV data object (ISO/IEC 7816-4, 5.2.2). The tag has up to 3 bytes, as a number
 * such as 0x5FC102.
 */
export function tlv(tag: number, value: Uint8Array): Buffer {
  return Buffer.concat([tagBytes(tag), lengthBytes(value.length), value]);
}

function tagBytes(tag: number): Buffer {
  const bytes = [tag >> 16, (tag >> 8) & 0xff, tag & 0xff];
  return Buffer.from(bytes.slice(bytes.findIndex((byte) => byte !== 0)));
}

function lengthBytes(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  return Buffer.from(length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]);
}

/**
 * Parses consecutive data objects from a terminal, by tag; null if one is incomplete. One-byte tags
 * only.
 */
export function readTlvs(bytes: Buffer): Map<number, Buffer> | null {
  const found = new Map<number, Buffer>();
  let rest = bytes;
  while (rest.length > 0) {
    const [tag, first] = rest;
    if (tag === undefined || first === undefined) return null;
    const more = first < 0x80 ? 0 : first & 0x7f;
    if (more > 2 || rest.length < 2 + more) return null;
    const length = more === 0 ? first : rest.readUIntBE(2, more);
    if (rest.length < 2 + more + length) return null;
    found.set(tag, rest.subarray(2 + more, 2 + more + length));
    rest = rest.subarray(2 + more + length);
  }
  return found;
}
