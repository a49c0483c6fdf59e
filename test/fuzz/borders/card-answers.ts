import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { bridgeErrorSchema } from "#shared/bridge/error.ts";
import { cardSchema } from "#shared/bridge/messages.ts";
import { BridgeFailure } from "../../../electron/bridge/failure.ts";
import { limits } from "../../../electron/bridge/limits.ts";
import type { Transmit } from "../../../electron/bridge/piv/apdu.ts";
import { readCard } from "../../../electron/bridge/piv/read.ts";
import { sign, verifyPin } from "../../../electron/bridge/piv/sign.ts";
import { tlv } from "../../../electron/sandbox/virtual-card/ber.ts";
import { opensslCard } from "../../integration/bridge/cards.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import { accepted, inProcess, refused, type Verdict } from "../border.ts";
import { fuzzer } from "../run.ts";

/**
 * The most commands for reading a card: at most eight data objects, each with two commands for the
 * first answer and two for each further part.
 */
const mostCommands = 8 * (2 + 2 * limits.cardRounds);

export const aid = Buffer.from("a000000308000010000100", "hex");
const application = tlv(0x61, Buffer.concat([tlv(0x4f, aid.subarray(5)), tlv(0x79, tlv(0x4f, aid.subarray(0, 5)))]));
export const certificate = Buffer.from(
  opensslCard("VSC-000002", "EC P-256").certificates[0]?.certificate ?? "",
  "base64",
);
export const certificateObject = (content: Buffer, info: number): Buffer =>
  tlv(0x53, Buffer.concat([tlv(0x70, content), tlv(0x71, Buffer.of(info)), tlv(0xfe, Buffer.of())]));

/** The answers of an honest card, by the requested tag; 0 is SELECT, 1 the state of the PIN. */
const honest: ReadonlyMap<number, Buffer> = new Map([
  [0, application],
  [1, Buffer.of()],
  [0x7e, tlv(0x7e, Buffer.concat([tlv(0x4f, aid), tlv(0x5f2f, Buffer.of(0x40, 0))]))],
  [0x5fc102, tlv(0x53, Buffer.concat([tlv(0x30, Buffer.alloc(25)), tlv(0x34, Buffer.alloc(16, 7))]))],
  [0x5fc105, certificateObject(certificate, 0)],
  [0x5fc10a, certificateObject(gzipSync(certificate), 1)],
]);

/**
 * A lie of a card: one answer has bytes changed, removed or inserted; it is sent in parts of `part`
 * bytes, or never ends.
 */
export interface Lie {
  readonly about: number;
  readonly at: number;
  readonly cut: number;
  readonly put: Uint8Array;
  readonly part: number;
  readonly ending: "honest" | "more" | "length";
}
const lie: fc.Arbitrary<Lie> = fc.record({
  about: fc.constantFrom(...honest.keys()),
  at: fc.oneof(fc.nat(24), fc.nat(600)),
  cut: fc.oneof(fc.nat(4), fc.nat(600)),
  put: fc.oneof(
    fc.uint8Array({ maxLength: 4 }),
    fc.uint8Array({ minLength: 200, maxLength: 400 }),
    fc.constantFrom(Uint8Array.of(0x80), Uint8Array.of(0x84, 0x7f, 0xff, 0xff, 0xff), Uint8Array.of(0x82, 0xff, 0xff)),
  ),
  part: fc.integer({ min: 1, max: 256 }),
  ending: fc.constantFrom("honest", "honest", "honest", "more", "length"),
});

/** Returns a card that is honest except for its lies. */
export function lyingCard(lies: readonly Lie[]): Transmit {
  let rest = Buffer.alloc(0);
  let current: Lie | undefined;
  const portion = (): Buffer => {
    const part = current?.part ?? 256;
    const data = rest.subarray(0, part);
    rest = rest.subarray(part);
    if (current?.ending === "length") return Buffer.from([0x6c, part & 0xff]);
    const more = rest.length > 0 || current?.ending === "more";
    return Buffer.concat([data, more ? Buffer.of(0x61, Math.min(rest.length, 255)) : Buffer.of(0x90, 0)]);
  };
  return async (apdu) => {
    if (apdu[1] === 0xc0) return portion();
    const asked =
      apdu[1] === 0xa4 ? 0 : apdu[1] === 0x20 ? 1 : Buffer.from(apdu.subarray(7, -1)).readUIntBE(0, apdu[6] ?? 1);
    const answer = honest.get(asked);
    if (answer === undefined) return Buffer.of(0x6a, 0x82);
    current = lies.find(({ about }) => about === asked);
    const { at, cut, put } = current ?? { at: 0, cut: 0, put: [] };
    rest = Buffer.concat([answer.subarray(0, at), Buffer.from(put), answer.subarray(at + cut)]);
    return portion();
  };
}

/** A random response, often with a status that makes the reader go on. */
const response = fc
  .tuple(
    fc.uint8Array({ maxLength: 300 }),
    fc.oneof(
      fc.constantFrom([0x90, 0], [0x61, 0], [0x61, 1], [0x6c, 0], [0x6c, 7], [0x6a, 0x82], [0x63, 0xc2], [], [0x90]),
      fc.uint8Array({ minLength: 2, maxLength: 2 }),
    ),
  )
  .map(([data, sw]) => Uint8Array.of(...data, ...sw));

/**
 * Returns a card that gives random responses in turn, but answers the instructions in `honestly`
 * honestly.
 */
function randomCard(responses: readonly Uint8Array[], honestly: readonly number[]): Transmit {
  const honestCard = lyingCard([]);
  let turn = 0;
  return async (apdu) =>
    honestly.includes(apdu[1] ?? 0) ? honestCard(apdu) : (responses[turn++ % responses.length] ?? Buffer.of(0x90, 0));
}

/**
 * Reads the answers of a card, which must give a value or a typed error within a bounded number of
 * commands.
 */
export async function outcome(transmit: Transmit, read: (transmit: Transmit) => Promise<unknown>): Promise<Verdict> {
  let commands = 0;
  const counted: Transmit = (apdu) => {
    if (++commands > mostCommands) throw new Error("The reader does not come to an end.");
    return transmit(apdu);
  };
  try {
    await read(counted);
    return accepted;
  } catch (error) {
    if (!(error instanceof BridgeFailure)) throw error;
    return refused(bridgeErrorSchema.parse(error.error).code);
  }
}

/** Reads a card and checks the result. */
export async function readWhole(transmit: Transmit): Promise<void> {
  const card = cardSchema.parse(await readCard(transmit, "3b00"));
  const ders = card.kind === "piv" ? card.certificates.map(({ der }) => Buffer.from(der, "base64")) : [];
  if (ders.some(({ length }) => length > limits.cardObject))
    throw new Error("A certificate is longer than a card object.");
}

type Input =
  | { readonly kind: "lies"; readonly lies: readonly Lie[] }
  /** Only SELECT is answered honestly, without which the reader would not read the rest. */
  | { readonly kind: "random"; readonly responses: readonly Uint8Array[] }
  | { readonly kind: "random PIN" | "random signature"; readonly responses: readonly Uint8Array[] };
const responses = fc.array(response, { minLength: 1, maxLength: 12 });

/** APDU answers of a card, which must be read as a value or a typed error. */
export const fuzz = fuzzer<Input>({
  arbitrary: fc.oneof(
    fc.record({ kind: fc.constant("lies"), lies: fc.array(lie, { maxLength: 2 }) }),
    fc.record({ kind: fc.constantFrom("random", "random PIN", "random signature"), responses }),
  ),
  open: async () =>
    inProcess((input) => {
      switch (input.kind) {
        case "lies":
          return outcome(lyingCard(input.lies), readWhole);
        case "random":
          return outcome(randomCard(input.responses, [0xa4]), readWhole);
        case "random PIN":
          return outcome(randomCard(input.responses, [0xa4, 0xcb]), (transmit) => verifyPin(transmit, "123456"));
        case "random signature":
          return outcome(randomCard(input.responses, [0xa4, 0xcb]), (transmit) =>
            sign(transmit, "9A", Buffer.alloc(32), "123456"),
          );
        default:
          return assertNever(input);
      }
    }),
});
