import fc from "fast-check";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { BridgeFailure } from "../../../electron/bridge/failure.ts";
import type { Transmit } from "../../../electron/bridge/piv/apdu.ts";
import { readCard } from "../../../electron/bridge/piv/read.ts";
import { readTlvs } from "../../../electron/bridge/piv/tlv.ts";
import { tlv } from "../../../electron/sandbox/virtual-card/ber.ts";
import { refused } from "../../fuzz/border.ts";
import {
  aid,
  certificate,
  certificateObject,
  lyingCard,
  outcome,
  readWhole,
  type Lie,
} from "../../fuzz/borders/card-answers.ts";

/* Cards with one lie each; `npm run fuzz -- --border card-answers` tries more. */

describe("the PIV parser", () => {
  it("reads no more data from random bytes than they contain, or refuses them as malformed", () => {
    /**
     * Returns the smallest encoded size of the parsed objects (values with minimal headers); null
     * if the bytes are refused.
     */
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

  it("reads back every data object that the virtual card's encoder writes", () => {
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
  ])("refuses as malformed: %s", async (_, card) => {
    expect(await outcome(card, readWhole)).toEqual(refused("card-malformed"));
  });

  it("reads an honest card, including its compressed certificate", async () => {
    const card = await readCard(lyingCard([]), "3b00");
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
