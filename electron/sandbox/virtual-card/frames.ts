/**
 * The controls of the protocol between the vpcd driver and a virtual card (vsmartcard): each
 * message is preceded by its length, two bytes, most significant first. A message of one byte from
 * the driver is a control; every other one is an APDU.
 */
export const controls = { off: 0, on: 1, reset: 2, atr: 4 } as const;

/**
 * Returns a message with its length in one buffer: two writes would wait for an acknowledgement in
 * between.
 */
export function frame(message: Uint8Array): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}

/** Cuts a byte stream into messages. */
export async function* frames(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let kept = Buffer.alloc(0);
  for await (const chunk of chunks) {
    kept = Buffer.concat([kept, chunk]);
    while (kept.length >= 2 && kept.length >= 2 + kept.readUInt16BE(0)) {
      const end = 2 + kept.readUInt16BE(0);
      yield kept.subarray(2, end);
      kept = kept.subarray(end);
    }
  }
}
