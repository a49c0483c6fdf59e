import { isDeepStrictEqual } from "node:util";
import { TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import catalogues from "virtual:catalogues";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { errorCodes } from "#shared/errors.ts";
import { languages } from "#shared/ipc/app.ts";
import { createWords } from "../../desk/words.ts";
import type { Catalogue, MessageKey } from "./keys.ts";
import { pseudo } from "./pseudo.ts";

const keys = Object.keys(catalogues.en).filter((key): key is MessageKey => Object.hasOwn(catalogues.en, key));

type Kind = (type: TYPE) => boolean;
const isNumber: Kind = (type) => type === TYPE.number || type === TYPE.plural;
const isText: Kind = (type) => type === TYPE.argument;

/** Returns the names of a message's values of a kind. */
const named = (message: MessageFormatElement[], isOf: Kind): string[] =>
  message.flatMap((element) => {
    if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
    const options = "options" in element ? Object.values(element.options) : [];
    return [...(isOf(element.type) ? [element.value] : []), ...options.flatMap(({ value }) => named(value, isOf))];
  });

/** A value for every name in any message. */
const values = Object.fromEntries(
  keys.flatMap((key) => named(catalogues.en[key], () => true)).map((name) => [name, 7]),
);

function spoken(locale: string, catalogue: Catalogue): Map<MessageKey, string> {
  const { say } = createWords(locale, catalogue);
  return new Map(keys.map((key) => [key, say(key, values)]));
}

// react-intl reports a message that it cannot read, or that lacks a value, on the console and goes
// on.
let complaints: string[];
beforeEach(() => {
  complaints = [];
  vi.spyOn(console, "error").mockImplementation((complaint) => void complaints.push(String(complaint)));
});
afterEach(() => vi.restoreAllMocks());

describe.each(languages)("the texts in %s", (language) => {
  it("can all be formatted, and no message syntax is left in them", () => {
    const said = [...spoken(language, catalogues[language])];
    expect(said.filter(([, text]) => text.trim() === "" || /[{}]/.test(text))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("format numbers as the language writes them, in plurals too", () => {
    const numbers = new Set(keys.flatMap((key) => named(catalogues.en[key], isNumber)));
    expect(numbers.size).toBeGreaterThan(10);
    const asText = keys.filter((key) => named(catalogues[language][key], isText).some((name) => numbers.has(name)));
    expect(asText).toEqual([]);
    expect(
      [...spoken(language, catalogues[language])].filter(([, text]) =>
        /(?<![\w-])\d{1,3}[.,\s]?\d{3}(?!\d)/.test(text),
      ),
    ).toEqual([]);
  });

  it("tell for every error what happened, what it means, what to do next and what support does", () => {
    const { say } = createWords(language, catalogues[language]);
    const parts = ["happened", "means", "next", "support"] as const;
    const texts = errorCodes.flatMap((code) => parts.map((part) => `${code}: ${say(`error.${code}.${part}`)}`));
    expect(texts.filter((text) => !/: \p{Lu}.*[.]$/u.test(text))).toEqual([]);
    expect(new Set(texts).size).toBe(errorCodes.length * parts.length);
  });
});

it("every text of an error belongs to an existing error code", () => {
  const codes = keys.flatMap((key) => /^error\.(.+)\.(happened|means|next|support)$/.exec(key)?.[1] ?? []);
  expect([...new Set(codes)].toSorted()).toEqual([...errorCodes].toSorted());
});

describe("the other languages", () => {
  it.each(languages.filter((language) => language !== "en"))("%s is not English", (language) => {
    const same = keys.filter((key) => isDeepStrictEqual(catalogues[language][key], catalogues.en[key]));
    expect(same.filter((key) => key.startsWith("error.") && key !== "error.code")).toEqual([]);
  });

  it("follow the glossary", () => {
    const glossary = (["en", "sv", "de", "fr"] as const).map((language) => {
      const { say } = createWords(language, catalogues[language]);
      return [say("state.onHold"), say("search.configuration")];
    });
    expect(glossary).toEqual([
      ["On hold", "Quick search"],
      ["Tillfälligt spärrat", "Snabbsökning"],
      ["Ausgesetzt", "Schnellsuche"],
      ["Suspendu", "Recherche rapide"],
    ]);
  });
});

it("a French punctuation mark or guillemet is not separated from its word by a line break", () => {
  const said = [...spoken("fr", catalogues.fr)];
  expect(said.filter(([, text]) => / [:;?!»]|« /.test(text))).toEqual([]);
});

describe("the pseudo-locale", () => {
  it("makes every text at least 40 % longer, in brackets, and can be formatted", () => {
    const plain = spoken("en", catalogues.en);
    const said = [...spoken("en", pseudo(catalogues.en))];
    expect(said.filter(([key, text]) => text.length < (plain.get(key) ?? "").length * 1.4)).toEqual([]);
    expect(said.filter(([, text]) => !/^\[.*\]$/.test(text))).toEqual([]);
    expect(complaints).toEqual([]);
  });

  it("accents the texts of a plural but not its syntax or its value", () => {
    const { say } = createWords("en", pseudo(catalogues.en));
    expect(say("search.counted", { total: 1200 })).toContain("1,200 ƒöüñď");
  });
});

describe("words", () => {
  const { term, date, dateTime } = createWords("de", catalogues.de);

  it("of the back end are translated if they are known, and otherwise shown unchanged", () => {
    expect(term("state", "onHold")).toBe("Ausgesetzt");
    expect(term("state", "quarantined")).toBe("quarantined");
  });

  it("format dates in the form of the language, and leave a text that is not a date unchanged", () => {
    expect(date("2026-03-01")).toBe("01.03.2026");
    expect(dateTime("2026-03-01T10:00:00Z")).toMatch(/^01\.03\.2026, \d\d:00 \S+$/);
    expect(date("some day")).toBe("some day");
  });
});
