/**
 * A command as the card gets it. `chained`: more of its data follows (ISO/IEC 7816-4, 5.3.3). `le`:
 * the maximum number of bytes that the terminal accepts; 256 without Le, as on the cards in the
 * field, because terminals of Yubico rely on it.
 */
export interface Command {
  readonly chained: boolean;
  readonly ins: number;
  readonly p1: number;
  readonly p2: number;
  readonly data: Buffer;
  readonly le: number;
}

/** The card's answer: data and status word. */
export interface Response {
  readonly data: Buffer;
  readonly sw: number;
}

/** Status words (ISO/IEC 7816-4, 5.6; SP 800-73-4, part 2, 2.4.4). */
export const sw = {
  ok: 0x9000,
  wrongLength: 0x6700,
  securityStatus: 0x6982,
  blocked: 0x6983,
  conditions: 0x6985,
  wrongData: 0x6a80,
  notFound: 0x6a82,
  wrongParameters: 0x6a86,
  referenceNotFound: 0x6a88,
  insNotSupported: 0x6d00,
  claNotSupported: 0x6e00,
} as const;

/** Makes a response without data. */
export const status = (word: number): Response => ({ data: Buffer.alloc(0), sw: word });

/**
 * Reads a short or extended APDU (ISO/IEC 7816-3, 12.1); returns a status word if this card does
 * not accept it.
 */
export function parseCommand(apdu: Buffer): Command | number {
  const [cla, ins, p1, p2] = apdu;
  if (cla === undefined || ins === undefined || p1 === undefined || p2 === undefined) return sw.wrongLength;
  if ((cla & ~0x10) !== 0) return sw.claNotSupported;
  const body = parseBody(apdu.subarray(4));
  return body === null ? sw.wrongLength : { chained: cla === 0x10, ins, p1, p2, ...body };
}

function parseBody(body: Buffer): { data: Buffer; le: number } | null {
  const none = Buffer.alloc(0);
  const [first] = body;
  if (first === undefined) return { data: none, le: 256 };
  if (body.length === 1) return { data: none, le: first || 256 };
  const extended = first === 0;
  if (extended && body.length === 3) return { data: none, le: body.readUInt16BE(1) || 65_536 };
  const start = extended ? 3 : 1;
  if (body.length < start) return null;
  const end = start + (extended ? body.readUInt16BE(1) : first);
  const data = body.subarray(start, end);
  if (body.length === end) return { data, le: 256 };
  if (!extended && body.length === end + 1) return { data, le: body.readUInt8(end) || 256 };
  if (extended && body.length === end + 2) return { data, le: body.readUInt16BE(end) || 65_536 };
  return null;
}
