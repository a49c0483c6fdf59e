import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { languages } from "#shared/ipc/app.ts";
import { compileCatalogues } from "./messages.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "carddesk-messages-"));
  for (const language of languages) {
    mkdirSync(join(folder, language));
    write(language, "area", {
      title: language === "en" ? { defaultMessage: "Title", description: "Heading." } : "T",
      count: language === "en" ? { defaultMessage: found, description: "{n}: number found." } : found,
    });
  }
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const found = "{n, plural, one {# found} other {# found}}";

function write(language: string, area: string, texts: unknown): void {
  writeFileSync(join(folder, language, `${area}.json`), JSON.stringify(texts));
}

const faults = (): string[] => {
  try {
    compileCatalogues(folder);
    return [];
  } catch (fault) {
    return String(fault).split("\n").slice(1);
  }
};

test("catalogues that fit together are compiled, and a new area needs no other change", () => {
  for (const language of languages)
    write(language, "more", { more: language === "en" ? { defaultMessage: "More", description: "Button." } : "M" });
  const { de } = compileCatalogues(folder);
  expect(de).toMatchObject({ title: [{ value: "T" }], count: [{ value: "n" }], more: [{ value: "M" }] });
});

test.each([
  ["a key is missing", { title: "T" }, ["sv count: missing"]],
  ["a key is unknown", { title: "T", count: found, other: "O" }, ["sv other: unknown in English"]],
  ["a text is empty", { title: " ", count: found }, [expect.stringContaining("sv area.json")]],
  ["a text is no text", { title: 1, count: found }, [expect.stringContaining("sv area.json")]],
  ["a text has a value of its own", { title: "{t}", count: found }, [expect.stringContaining("sv title: Different")]],
  ["a text lacks a value", { title: "T", count: "C" }, [expect.stringContaining("sv count: Different")]],
  ["a value has another name", { title: "T", count: found.replace("n", "m") }, [expect.stringContaining("Missing")]],
  ["a number stands as a text", { title: "T", count: "{n}" }, [expect.stringContaining("sv count: Variable n")]],
  ["a message cannot be read", { title: "{", count: found }, [expect.stringContaining("sv title: ")]],
])("the compiler reports that %s in a language", (_, texts, expected) => {
  write("sv", "area", texts);
  expect(faults().slice(0, 1)).toEqual(expected);
});

test.each([
  ["has no description", { title: { defaultMessage: "Title" } }],
  ["has an empty one", { title: { defaultMessage: "Title", description: "" } }],
])("an English message that %s is a fault", (_, texts) => {
  write("en", "area", texts);
  expect(faults()).toContainEqual(expect.stringContaining("en area.json"));
});

test("a key that two areas have is a fault", () => {
  write("fr", "more", { title: "T" });
  expect(faults()).toEqual(["fr title: twice"]);
});
