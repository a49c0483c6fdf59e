import { describe, expect, it } from "vitest";
import catalogues from "virtual:catalogues";
import { createWords } from "./words.ts";

const words = createWords("en-GB", catalogues.en);

describe("a text in the middle of a sentence", () => {
  const said = (label: string): string => words.say("confirm.typeFault", { label });

  it("takes its own direction where it is written from right to left", () => {
    for (const name of ["דנה 42", "ليلى", "Dana דנה", "𞤀𞤣𞤤𞤢𞤥"]) expect(said(name)).toContain(`\u2068${name}\u2069`);
  });

  it("stands as it is where it is not", () => {
    for (const name of ["vscmanager", "Åsa Öberg", "Нина", "李", "😀"]) {
      expect(said(name)).toContain(name);
      expect(said(name)).not.toMatch(/[\u2066-\u2069]/);
    }
  });
});

describe("a text in the place of a date", () => {
  it.each(["Room 42", "דנה כהן 42 (ת)", "1", "2026", "2026-13-01", "May 2042", ""])("%j is shown as it is", (text) => {
    expect([words.date(text), words.dateTime(text), words.moment(text)]).toEqual([text, text, text]);
  });

  it("that is one is shown as one", () => {
    expect(words.date("2026-11-24")).toBe("24 Nov 2026");
  });
});
