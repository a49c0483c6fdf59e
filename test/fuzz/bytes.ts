import fc from "fast-check";

type Change = (bytes: Uint8Array) => Uint8Array;

/**
 * Generates copies of the bytes with up to `most` changes: a byte set, a bit flipped, bytes
 * removed, inserted, or copied from another place.
 */
export function mutations(seed: Uint8Array, most = 3): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(Math.max(0, seed.length - 1));
  const setByte = (i: number, value: (old: number) => number): Change => {
    return (bytes) => {
      const copy = Uint8Array.from(bytes);
      copy[i] = value(copy[i] ?? 0);
      return copy;
    };
  };
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(at, fc.nat(255)).map(([i, value]): Change => setByte(i, () => value)),
    fc.tuple(at, fc.nat(7)).map(([i, bit]): Change => setByte(i, (old) => old ^ (1 << bit))),
    fc.tuple(at, fc.nat(60)).map(([i, n]): Change => splice(i, n, new Uint8Array())),
    fc.tuple(at, fc.uint8Array({ maxLength: 60 })).map(([i, more]): Change => splice(i, 0, more)),
    fc.tuple(at, at, fc.nat(300)).map(([i, from, n]): Change => splice(i, n, seed.subarray(from, from + n))),
  );
  return fc
    .array(change, { minLength: 1, maxLength: most })
    .map((changes) => changes.reduce<Uint8Array>((bytes, apply) => apply(bytes), seed));
}

const splice =
  (at: number, remove: number, insert: Uint8Array): Change =>
  (bytes) =>
    Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

/** Generates the bytes unchanged, mutated, or random bytes instead. */
export const bytesLike = (seed: Uint8Array): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    { weight: 1, arbitrary: fc.constant(seed) },
    { weight: 8, arbitrary: mutations(seed) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
  );

/** Encodes DER with definite lengths of minimal size. */
export function derOf(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...header), value]);
}

/** DER with correct lengths and arbitrary content: gets past more checks than random bytes. */
export const { der: anyDer } = fc.letrec<{ der: Uint8Array; value: Uint8Array }>((tie) => ({
  der: fc
    .tuple(fc.constantFrom(0x02, 0x03, 0x04, 0x06, 0x0a, 0x17, 0x18, 0x30, 0xa0, 0xa1, 0xa2, 0x80, 0x82), tie("value"))
    .map(([tag, value]) => derOf(tag, value)),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie("der"), { maxLength: 6 }).map((parts) => Buffer.concat(parts)),
  ),
}));
