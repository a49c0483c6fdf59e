import { expect, test } from "vitest";
import { languageOf } from "./language-of.ts";

test.each([
  ["sv-SE", "sv"],
  ["de_AT", "de"],
  ["fr", "fr"],
  // Electron's name for the system's language if LANG is C.
  ["c", "en"],
  ["C.UTF-8", "en"],
  ["pt-BR", "en"],
  ["", "en"],
])("a system in %j gets %s, unless the operator has chosen a language", (systemLanguage, expected) => {
  expect(languageOf({ language: null }, { systemLanguage })).toBe(expected);
  expect(languageOf({ language: "de" }, { systemLanguage })).toBe("de");
});
