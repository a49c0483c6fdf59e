import fc from "fast-check";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bridgeErrorSchema } from "#shared/bridge/error.ts";
import { cardSchema } from "#shared/bridge/messages.ts";
import { BridgeFailure } from "../../../electron/bridge/failure.ts";
import { limits } from "../../../electron/bridge/limits.ts";
import type { Transmit } from "../../../electron/bridge/piv/apdu.ts";
import { readCard } from "../../../electron/bridge/piv/read.ts";
import { sign, verifyPin } from "../../../electron/bridge/piv/sign.ts";
import { readTlvs } from "../../../electron/bridge/piv/tlv.ts";
import { tlv } from "../../../electron/sandbox/virtual-card/ber.ts";
import { opensslCard } from "./cards.ts";

/*
 * Whatever a card answers, the reader ends with a card or a typed error, after a bounded number of commands and
 * bytes.
 */

const cards = 60_000;
const atr = "3b00";

/**
 * Eight data objects at most, each in at most this many commands: two for the first answer, two for each further
 * part.
 */
const mostCommands = 8 * (2 + 2 * limits.cardRounds);

/** The reader against a card; returns the code of its error, or null. Everything else that is thrown fails the test. */
async function outcome(transmit: Transmit, read: (transmit: Transmit) => Promise<unknown>): Promise<string | null> {
  let commands = 0;
  const counted: Transmit = (apdu) => {
    if (++commands > mostCommands) throw new Error("The reader does not come to an end.");
    return transmit(apdu);
  };
  try {
    await read(counted);
    return null;
  } catch (error) {
    if (!(error instanceof BridgeFailure)) throw error;
    return bridgeErrorSchema.parse(error.error).code;
  }
}

/** Reads a card and checks what came of it. */
const readWhole = async (transmit: Transmit): Promise<void> => {
  const card = cardSchema.parse(await readCard(transmit, atr));
  if (card.kind === "piv")
    for (const { der } of card.certificates) expect(Buffer.from(der, "base64").length).toBeLessThan(limits.cardObject);
};

/** A response out of nothing, often with a status that makes the reader go on. */
const response = fc
  .tuple(
    fc.uint8Array({ maxLength: 300 }),
    fc.oneof(
      fc.constantFrom([0x90, 0], [0x61, 0], [0x61, 1], [0x6c, 0], [0x6c, 7], [0x6a, 0x82], [0x63, 0xc2], [], [0x90]),
      fc.uint8Array({ minLength: 2, maxLength: 2 }),
    ),
  )
  .map(([data, sw]) => Uint8Array.of(...data, ...sw));

const done = Uint8Array.of(0x90, 0);
const aid = Buffer.from("a000000308000010000100", "hex");
const application = tlv(0x61, Buffer.concat([tlv(0x4f, aid.subarray(5)), tlv(0x79, tlv(0x4f, aid.subarray(0, 5)))]));
const certificate = Buffer.from(opensslCard("VSC-000002", "EC P-256").certificates[0]?.certificate ?? "", "base64");
const certificateObject = (content: Buffer, info: number): Buffer =>
  tlv(0x53, Buffer.concat([tlv(0x70, content), tlv(0x71, Buffer.of(info)), tlv(0xfe, Buffer.of())]));

/** What an honest card answers, by the tag that is asked for; 0 is SELECT, 1 the state of the PIN. */
const honest: ReadonlyMap<number, Buffer> = new Map([
  [0, application],
  [1, Buffer.of()],
  [0x7e, tlv(0x7e, Buffer.concat([tlv(0x4f, aid), tlv(0x5f2f, Buffer.of(0x40, 0))]))],
  [0x5fc102, tlv(0x53, Buffer.concat([tlv(0x30, Buffer.alloc(25)), tlv(0x34, Buffer.alloc(16, 7))]))],
  [0x5fc105, certificateObject(certificate, 0)],
  [0x5fc10a, certificateObject(gzipSync(certificate), 1)],
]);

/**
 * How a card lies: one answer has bytes changed, cut off or put in; it comes in parts of `part` bytes, or never ends.
 */
interface Lie {
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

/** A card that is honest but for its lies. */
function lyingCard(lies: readonly Lie[]): Transmit {
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

describe("malformed cards", () => {
  it(`${cards} cards whose answers come out of nothing`, async () => {
    const codes = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(fc.array(response, { minLength: 1, maxLength: 12 }), async (responses) => {
        let turn = 0;
        // SELECT is answered well, so that the rest is asked for at all.
        const card: Transmit = async () => {
          const at = turn++;
          return at === 0
            ? Buffer.concat([application, Buffer.of(0x90, 0)])
            : (responses[at % responses.length] ?? done);
        };
        codes.add(await outcome(card, readWhole));
      }),
      { numRuns: cards },
    );
    expect([...codes]).toEqual(expect.arrayContaining(["card-malformed", "card-refused", null]));
  }, 600_000);

  it(`${cards} cards that lie about one or two of their data objects, and memory does not grow`, async () => {
    setFlagsFromString("--expose-gc");
    const collect: unknown = runInNewContext("gc");
    const used = (): number => {
      // The second pass frees what the finalizers of the first let go.
      for (let pass = 1; pass <= 2; pass += 1) if (typeof collect === "function") collect();
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      return heapUsed + arrayBuffers;
    };
    const codes = new Set<string | null>();
    const read = (numRuns: number): Promise<void> =>
      fc.assert(
        fc.asyncProperty(fc.array(lie, { minLength: 1, maxLength: 2 }), async (lies) => {
          codes.add(await outcome(lyingCard(lies), readWhole));
        }),
        { numRuns },
      );
    // Compiled code and caches are there before it is measured.
    await read(cards / 10);
    const before = used();
    await read(cards);
    expect([...codes]).toEqual(expect.arrayContaining(["card-malformed", null]));
    expect(used() - before).toBeLessThan(50_000_000);
  }, 600_000);

  it("PIN and signature against answers out of nothing", async () => {
    const codes = new Set<string | null>();
    await fc.assert(
      fc.asyncProperty(fc.array(response, { minLength: 1, maxLength: 12 }), async (responses) => {
        let turn = 0;
        const honestCard = lyingCard([]);
        const card: Transmit = async (apdu) =>
          apdu[1] === 0xa4 || apdu[1] === 0xcb ? honestCard(apdu) : (responses[turn++ % responses.length] ?? done);
        codes.add(await outcome(card, (transmit) => verifyPin(transmit, "123456")));
        codes.add(await outcome(card, (transmit) => sign(transmit, "9A", Buffer.alloc(32), "123456")));
      }),
      { numRuns: 10_000 },
    );
    expect([...codes]).toEqual(expect.arrayContaining(["card-malformed", "card-refused", "pin-wrong", null]));
  }, 600_000);

  it("data objects out of nothing are read whole or refused", () => {
    /** Bytes of the values and of the shortest heads that they can have; null where the bytes are refused. */
    const smallest = (bytes: Uint8Array): number | null => {
      try {
        return readTlvs(bytes, "test").reduce((sum, { value }) => sum + value.length + 2, 0);
      } catch (error) {
        if (error instanceof BridgeFailure && error.error.code === "card-malformed") return null;
        throw error;
      }
    };
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(smallest(bytes) ?? 0).toBeLessThanOrEqual(bytes.length);
      }),
      { numRuns: 100_000 },
    );
  }, 600_000);

  it("what the reader writes as data objects it reads back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.constantFrom(0x53, 0x70, 0x5f2f, 0x5fc102), fc.uint8Array({ maxLength: 400 }))),
        (all) => {
          const bytes = Buffer.concat(all.map(([tag, value]) => tlv(tag, value)));
          expect(readTlvs(bytes, "test").map(({ tag, value }) => [tag, Buffer.from(value)])).toEqual(
            all.map(([tag, value]) => [tag, Buffer.from(value)]),
          );
        },
      ),
    );
  });

  const oneLie = (about: number, answer: Buffer, more: Partial<Lie> = {}): Transmit =>
    lyingCard([{ about, at: 0, cut: 100_000, put: answer, part: 256, ending: "honest", ...more }]);
  it.each([
    ["a response that goes on for ever", oneLie(0x5fc105, Buffer.of(), { ending: "more" })],
    ["a response that goes on for ever, a byte at a time", oneLie(0x5fc105, Buffer.alloc(9_000), { part: 1 })],
    ["a length that is never right", oneLie(0x5fc105, Buffer.of(), { ending: "length" })],
    ["a certificate of 0 bytes", oneLie(0x5fc105, certificateObject(Buffer.of(), 0))],
    ["a certificate of 64 kB", oneLie(0x5fc105, certificateObject(Buffer.alloc(65_000, 0x30), 0))],
    ["a certificate of 20 kB", oneLie(0x5fc105, certificateObject(tlv(0x30, Buffer.alloc(20_000)), 0))],
    ["a certificate that unpacks to 10 MB", oneLie(0x5fc105, certificateObject(gzipSync(Buffer.alloc(10_000_000)), 1))],
    [
      "a certificate that unpacks to 60 kB",
      oneLie(0x5fc105, certificateObject(gzipSync(tlv(0x30, Buffer.alloc(60_000))), 1)),
    ],
    [
      "a certificate with something behind it",
      oneLie(0x5fc105, certificateObject(Buffer.concat([certificate, Buffer.of(5, 0)]), 0)),
    ],
    ["a compression that nobody knows", oneLie(0x5fc105, certificateObject(certificate, 2))],
    ["a GUID of 15 bytes", oneLie(0x5fc102, tlv(0x53, tlv(0x34, Buffer.alloc(15))))],
    ["no CHUID in the CHUID", oneLie(0x5fc102, tlv(0x53, tlv(0x30, Buffer.alloc(25))))],
    ["a discovery object without PIN policy", oneLie(0x7e, tlv(0x7e, tlv(0x4f, aid)))],
    ["an application that is not PIV's", oneLie(0, tlv(0x61, tlv(0x4f, Buffer.alloc(6))))],
  ])("%s is malformed", async (_, card) => {
    expect(await outcome(card, readWhole)).toBe("card-malformed");
  });

  it("an honest card is read, its compressed certificate too", async () => {
    const card = await readCard(lyingCard([]), atr);
    const der = certificate.toString("base64");
    expect(card).toMatchObject({
      certificates: [
        { key: "9A", der },
        { key: "9C", der },
      ],
      guid: "07".repeat(16),
    });
  });
});
