import fc from "fast-check";
import { numbersOf, readList, textOf } from "../../../renderer/features/bulk/number-list.ts";
import { accepted, inProcess, refused } from "../border.ts";
import { mutations } from "../bytes.ts";
import { fuzzer } from "../run.ts";
import { anyText } from "../values.ts";

const cell = fc.oneof(
  fc.constantFrom("VSC-000001", "vsc-000001", '"Ek, Anna"', '"', '""', " ", "\ufeff", "\u200b", "=1+1", "Müller"),
  anyText(10),
);
const table = fc
  .tuple(
    fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 60 }),
    fc.constantFrom(",", ";", "\t", "|", " "),
    fc.constantFrom("\n", "\r\n", "\r", "\n\r"),
  )
  .map(([rows, delimiter, end]) => rows.map((cells) => cells.join(delimiter)).join(end));
const long = fc
  .tuple(fc.nat(5_000), fc.constantFrom("VSC-000001", '"', ",", '",', "\r"))
  .map(([count, unit]) => Array.from({ length: count }, () => unit).join(count % 2 === 0 ? "\n" : ""));

const encoded = fc
  .tuple(
    fc.oneof({ weight: 9, arbitrary: table }, { weight: 1, arbitrary: long }),
    fc.constantFrom("utf8", "latin1", "utf16le", "utf16be"),
    fc.boolean(),
  )
  .map(([text, encoding, mark]) => {
    const marked = mark ? `\ufeff${text}` : text;
    if (encoding === "utf16be") return Buffer.from(marked, "utf16le").swap16();
    return encoding === "utf16le" || encoding === "latin1" ? Buffer.from(marked, encoding) : Buffer.from(marked);
  });

/**
 * Files chosen by an operator, which must give a list of distinct numbers, or be refused as not
 * text.
 */
export const fuzz = fuzzer<Uint8Array>({
  arbitrary: fc.oneof(
    encoded,
    encoded.filter((bytes) => bytes.length < 5_000).chain((bytes) => mutations(bytes)),
    fc.uint8Array({ maxLength: 500 }),
  ),
  open: async () =>
    inProcess((bytes) => {
      const text = textOf(bytes);
      if (text === null) return refused("no text");
      for (const cells of readList(text).columns) {
        const { numbers, repeated } = numbersOf(cells);
        const unique = new Set(numbers.map((number) => number.toLowerCase()));
        if (unique.size !== numbers.length || repeated < 0) throw new Error("A number comes twice.");
      }
      return accepted;
    }),
});
