import { describe, expect, it } from "vitest";
import { numbersOf, readList, textOf } from "./number-list.ts";

const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(text, "utf16le");
  return isBig ? bytes.swap16() : bytes;
};

const numbersIn = (text: string, column = 0): readonly string[] =>
  numbersOf(readList(text).columns[column] ?? []).numbers;

describe("the text of a file", () => {
  const text = "VSC-000001\r\nVSC-000002 Müller\r\n";

  it.each([
    ["UTF-8", Buffer.from(text)],
    ["UTF-8 with a byte order mark", Buffer.from(`\ufeff${text}`)],
    ["UTF-16, little end first, with a byte order mark", utf16(`\ufeff${text}`, false)],
    ["UTF-16, big end first, with a byte order mark", utf16(`\ufeff${text}`, true)],
    ["UTF-16 without a byte order mark, little end first", utf16(text, false)],
    ["UTF-16 without a byte order mark, big end first", utf16(text, true)],
    ["Windows-1252", Buffer.from(text, "latin1")],
  ])("is read from %s", (_name, bytes) => {
    expect(textOf(bytes)).toBe(text);
  });

  it("is null if the file is not text, such as a ZIP archive", () => {
    expect(textOf(Uint8Array.of(0x50, 0x4b, 3, 4, 0x14, 0, 0, 0, 8, 0, 0, 0))).toBeNull();
  });

  it("is empty if the file is empty", () => {
    expect(textOf(new Uint8Array())).toBe("");
  });
});

describe("a list of numbers", () => {
  it("has one number per line, with any line end, and skips empty lines", () => {
    expect(numbersIn("VSC-000001\nVSC-000002\r\n\n  \nVSC-000003\r")).toEqual([
      "VSC-000001",
      "VSC-000002",
      "VSC-000003",
    ]);
  });

  it("loses spaces of every kind in its numbers", () => {
    expect(numbersIn("  VSC-000 001\t\nVSC\u00a0-\u2009000002\u200b\n\ufeffVSC-000003")).toEqual([
      "VSC-000001",
      "VSC-000002",
      "VSC-000003",
    ]);
  });

  it("keeps each number once, whatever its case, and counts the repeated lines", () => {
    expect(numbersOf(["VSC-000001", "vsc-000001", "VSC-000002", "VSC-000001"])).toEqual({
      numbers: ["VSC-000001", "VSC-000002"],
      repeated: 2,
    });
  });

  it.each([
    ["commas", 'Name,Number\n"Ek, Anna",VSC-000001\n"O""Hara",VSC-000002\n'],
    ["semicolons", 'Name;Number\n"Ek, Anna";VSC-000001\nO\'Hara;VSC-000002\n'],
    ["tabs", "Name\tNumber\nEk, Anna\tVSC-000001\nO'Hara\tVSC-000002\n"],
  ])("may be a table with %s between its cells", (_name, text) => {
    expect(readList(text).columns).toHaveLength(2);
    expect(numbersIn(text, 1)).toEqual(["Number", "VSC-000001", "VSC-000002"]);
  });

  it("may have 100,000 lines", () => {
    const lines = Array.from({ length: 100_000 }, (_, index) => `VSC-${String(index + 1).padStart(6, "0")}`);
    expect(numbersIn(lines.join("\r\n"))).toEqual(lines);
  });
});
