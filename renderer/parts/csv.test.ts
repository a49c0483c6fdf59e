import Papa from "papaparse";
import { describe, expect, it } from "vitest";
import { csvOf } from "./csv.ts";

describe("CSV", () => {
  it("begins with a byte order mark and ends every record with CRLF", () => {
    expect(csvOf([["Wer"], ["Åsa Öberg"]])).toBe("\ufeffWer\r\nÅsa Öberg\r\n");
  });

  it.each(["a,b", 'a "b"', "a\r\nb", "a\nb", " a", ""])("returns %j unchanged when it is parsed", (value) => {
    const text = csvOf([
      ["head", "next"],
      [value, "x"],
    ]).slice(1);
    expect(Papa.parse<string[]>(text, { skipEmptyLines: true }).data[1]).toEqual([value, "x"]);
  });

  it.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "=1\n2", '=HYPERLINK("http://x")'])(
    "writes %j as text, not as a formula",
    (value) => {
      const text = csvOf([["x", value]]).slice(1);
      expect(Papa.parse<string[]>(text, { skipEmptyLines: true }).data[0]).toEqual(["x", `'${value}`]);
    },
  );
});
