import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import catalogues from "virtual:catalogues";
import { localeOf } from "./language.ts";
import { createWords } from "./words.ts";

const words = createWords("en-GB", catalogues.en);

describe("a text in the middle of a sentence", () => {
  const said = (label: string): string => words.say("confirm.typeFault", { label });

  it("is isolated in its direction if it has letters written from right to left", () => {
    for (const name of ["דנה 42", "ليلى", "Dana דנה", "𞤀𞤣𞤤𞤢𞤥"]) expect(said(name)).toContain(`\u2068${name}\u2069`);
  });

  it("is inserted unchanged if all its letters are written from left to right", () => {
    for (const name of ["vscmanager", "Åsa Öberg", "Нина", "李", "😀"]) {
      expect(said(name)).toContain(name);
      expect(said(name)).not.toMatch(/[\u2066-\u2069]/);
    }
  });
});

describe("in the place of a date", () => {
  it.each(["Room 42", "דנה כהן 42 (ת)", "1", "2026", "2026-13-01", "May 2042", ""])("%j is shown unchanged", (text) => {
    expect([words.date(text), words.dateTime(text), words.moment(text)]).toEqual([text, text, text]);
  });

  it("a date is formatted", () => {
    expect(words.date("2026-11-24")).toBe("24 Nov 2026");
  });
});

const bySystem = { region: null, timeFormat: "system" } as const;

describe("dates and numbers", () => {
  beforeEach(() => void vi.stubEnv("TZ", "Europe/Stockholm"));
  afterEach(() => void vi.unstubAllEnvs());

  it.each([
    ["en", "en-GB", "24 Nov 2026, 13:35 CET", "12,345"],
    ["en", "en-US", "Nov 24, 2026, 1:35 PM GMT+1", "12,345"],
    ["en", "en-SE", "24 Nov 2026, 13:35 CET", "12 345"],
    ["en", "sv-SE", "24 Nov 2026, 13:35 CET", "12 345"],
    ["en", "en_GB.UTF-8", "24 Nov 2026, 13:35 CET", "12,345"],
    ["en", "C", "Nov 24, 2026, 1:35 PM GMT+1", "12,345"],
    ["de", "de-AT", "24.11.2026, 13:35 MEZ", "12 345"],
    ["de", "en-US", "24.11.2026, 1:35 PM MEZ", "12.345"],
    ["sv", "sv-SE", "24 nov. 2026 13:35 CET", "12 345"],
    ["fr", "fr-FR", "24 nov. 2026, 13:35 UTC+1", "12 345"],
    ["fr", "th-TH", "24 nov. 2026, 13:35 UTC+1", "12 345"],
  ] as const)("in %s have the forms of the region of a system set to %s", (language, systemLanguage, time, number) => {
    const { dateTime, say } = createWords(localeOf(language, bySystem, { systemLanguage }), catalogues[language]);
    const plain = (text: string): string => text.replaceAll(/\s/g, " ");
    expect(plain(dateTime("2026-11-24T12:35:00Z"))).toBe(time);
    expect(plain(say("bulk.count.other", { count: 12_345, type: "T" }))).toContain(number);
  });

  it.each([
    ["SE", "system", "24 Nov 2026, 13:35 CET", "12 345"],
    ["US", "system", "Nov 24, 2026, 1:35 PM GMT+1", "12,345"],
    ["SE", "h12", "24 Nov 2026, 1:35 pm CET", "12 345"],
    ["US", "h23", "Nov 24, 2026, 13:35 GMT+1", "12,345"],
    [null, "h12", "24 Nov 2026, 1:35 pm CET", "12,345"],
  ] as const)("follow the chosen region %s and time format %s", (region, timeFormat, time, number) => {
    const locale = localeOf("en", { region, timeFormat }, { systemLanguage: "en-GB" });
    const { dateTime, say } = createWords(locale, catalogues.en);
    const plain = (text: string): string => text.replaceAll(/\s/g, " ");
    expect(plain(dateTime("2026-11-24T12:35:00Z"))).toBe(time);
    expect(plain(say("bulk.count.other", { count: 12_345, type: "T" }))).toContain(number);
  });

  it("have the chosen time format if the system has no region", () => {
    const hours = (timeFormat: "h12" | "h23") => {
      const { time } = createWords(
        localeOf("en", { region: null, timeFormat }, { systemLanguage: "C" }),
        catalogues.en,
      );
      return time("2026-11-24T12:35:00Z").replaceAll(/\s/g, " ");
    };
    expect([hours("h12"), hours("h23")]).toEqual(["1:35:00 PM", "13:35:00"]);
  });

  it("show the name that the time zone has at their date", () => {
    const { dateTime } = createWords(localeOf("en", bySystem, { systemLanguage: "en-GB" }), catalogues.en);
    expect(dateTime("2026-07-24T12:35:00Z")).toBe("24 Jul 2026, 14:35 CEST");
  });

  it("show their day unless it is today", () => {
    const { moment, zonedMoment } = createWords(localeOf("en", bySystem, { systemLanguage: "en-GB" }), catalogues.en);
    vi.useFakeTimers({ now: new Date("2026-11-24T12:00:00Z"), toFake: ["Date"] });
    expect(moment("2026-11-24T22:30:00Z")).toBe("23:30");
    expect(zonedMoment("2026-11-24T22:30:00Z")).toBe("23:30 CET");
    expect(zonedMoment("today")).toBe("today");
    expect(moment("2026-11-24T23:30:00Z")).toBe("25 Nov 2026, 00:30");
    vi.useRealTimers();
  });
});

describe("a state", () => {
  it.each([
    ["sv", "Aktivt", "Aktiv", "Aktivt"],
    ["de", "Aktiv", "Aktiv", "Aktiv"],
    ["fr", "Active", "Actif", "Actif"],
    ["en", "Active", "Active", "Active"],
  ] as const)(
    "in %s agrees with the gender of its object: card %s, user %s, other %s",
    (language, card, user, other) => {
      const { state } = createWords(language, catalogues[language]);
      expect([state("active", "virtualSmartCard"), state("active", "user"), state("active", "printer")]).toEqual([
        card,
        user,
        other,
      ]);
    },
  );

  it("that the program does not know is shown by its name", () => {
    expect(words.state("quarantined", "user")).toBe("quarantined");
  });
});
