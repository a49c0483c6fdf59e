import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { normalSerial, serialOf } from "./certificate.ts";
import { DerError, DerReader, readWhole, tags } from "./der.ts";

const bytes = (hex: string): Uint8Array => Buffer.from(hex.replaceAll(" ", ""), "hex");
const time = (tag: string, text: string): Uint8Array =>
  Buffer.concat([bytes(tag), Uint8Array.of(text.length), Buffer.from(text)]);
const readTime = (der: Uint8Array): string => new Date(readWhole(der, (reader) => reader.time())).toISOString();

describe("elements", () => {
  it("are views of the bytes they were read from", () => {
    const der = bytes("30 06 02 01 05 04 01 07");
    const sequence = new DerReader(der).inside(tags.sequence);
    const integer = sequence.raw(tags.integer);
    expect([...integer]).toEqual([2, 1, 5]);
    expect(integer.buffer).toBe(der.buffer);
    expect([...sequence.value(tags.octetString)]).toEqual([7]);
    expect(sequence.more).toBe(false);
  });

  it.each([
    ["no bytes", ""],
    ["a tag alone", "02"],
    ["a value that is cut off", "02 02 05"],
    ["another tag", "04 01 05"],
    ["a tag above 30", "1f 20 01 05"],
    ["an indefinite length", "02 80 05 00 00"],
    ["a length in one byte more than need be", "02 81 01 05"],
    ["a length with a leading zero", `02 82 00 80 ${"00".repeat(128)}`],
    ["a length of five bytes", "02 85 00 00 00 00 01 05"],
    ["a length far past the end", "02 84 ff ff ff ff 05"],
    ["something after it", "02 01 05 00"],
  ])("are refused: %s", (_, hex) => {
    expect(() => readWhole(bytes(hex), (reader) => reader.next(tags.integer))).toThrow(DerError);
  });

  it("may not extend past the element that contains them", () => {
    expect(() => new DerReader(bytes("30 03 02 02 01 05")).inside(tags.sequence).next()).toThrow(DerError);
  });
});

describe("bit strings", () => {
  it.each(["03 00", "03 02 01 80"])("are refused unless they have whole bytes: %s", (hex) => {
    expect(() => new DerReader(bytes(hex)).bitString()).toThrow(DerError);
  });
});

describe("object identifiers", () => {
  it.each([
    ["06 03 55 1d 15", "2.5.29.21"],
    ["06 09 2b 06 01 05 05 07 30 01 01", "1.3.6.1.5.5.7.48.1.1"],
    ["06 03 88 37 03", "2.999.3"],
    ["06 01 27", "0.39"],
  ])("are read from %s", (hex, text) => {
    expect(new DerReader(bytes(hex)).objectIdentifier()).toBe(text);
  });

  it.each(["06 00", "06 02 2a 86", `06 08 2a ${"ff".repeat(6)} 7f`])("are refused: %s", (hex) => {
    expect(() => new DerReader(bytes(hex)).objectIdentifier()).toThrow(DerError);
  });
});

describe("times", () => {
  it.each([
    ["17", "491231235959Z", "2049-12-31T23:59:59.000Z"],
    ["17", "500101000000Z", "1950-01-01T00:00:00.000Z"],
    ["18", "20500101000000Z", "2050-01-01T00:00:00.000Z"],
    ["18", "20240229120000Z", "2024-02-29T12:00:00.000Z"],
  ])("are read from tag %s and text %s", (tag, text, iso) => {
    expect(readTime(time(tag, text))).toBe(iso);
  });

  it.each([
    ["17", "2611221200Z"],
    ["17", "261122120000+0100"],
    ["17", "20261122120000Z"],
    ["18", "261122120000Z"],
    ["18", "20261122120000.5Z"],
    ["18", "20261122120000"],
    ["18", "20261122120000X"],
    ["18", "20261322120000Z"],
    ["18", "20260022120000Z"],
    ["18", "20260100120000Z"],
    ["18", "20260230120000Z"],
    ["18", "21000229120000Z"],
    ["18", "20260431120000Z"],
    ["18", "20261122240000Z"],
    ["18", "20261122126000Z"],
    ["18", "20261122120060Z"],
    ["18", "2026112212 000Z"],
    ["18", "00260101000000Z"],
    ["04", "20261122120000Z"],
  ])("are refused: tag %s and text %s", (tag, text) => {
    expect(() => readTime(time(tag, text))).toThrow(DerError);
  });

  it("are right at every second from 1900 on", () => {
    const second = fc.date({
      min: new Date("1900-01-01T00:00:00Z"),
      max: new Date("9999-12-31T23:59:59Z"),
      noInvalidDate: true,
    });
    const broken = fc.check(
      fc.property(second, (date) => {
        const iso = `${date.toISOString().slice(0, 19)}.000Z`;
        return readTime(time("18", iso.replaceAll(/[-:T]|\.000/g, ""))) === iso;
      }),
    );
    expect(broken.counterexample).toBeNull();
  });
});

describe("serials in one form", () => {
  it.each([
    ["00AB", "ab"],
    ["00:ab:CD", "abcd"],
    ["0", "0"],
    ["0000", "0"],
    ["ff00", "ff00"],
  ])("%s is %s", (text, normal) => {
    expect(normalSerial(text)).toBe(normal);
    const integer = text.length % 2 === 0 ? bytes(text.replaceAll(":", "")) : Uint8Array.of(0);
    expect(serialOf(integer)).toBe(normal);
  });
});
