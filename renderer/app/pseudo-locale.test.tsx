import { screen } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { operatorError } from "#shared/errors.ts";
import { pseudoLocale } from "#shared/ipc/app.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { regionChoices } from "../desk/language.ts";
import { openPage } from "../testing/test-app.tsx";
import { activeCard, administrator, anna, changes, inactiveCard, reactivateForm } from "../testing/test-data.ts";

const card = { screen: "object", ref: inactiveCard.ref } as const;
const template = { screen: "admin", category: "cards", template: "virtualSmartCard" } as const;
const asAdministrator = { kind: "active", operator: administrator } as const;
const subject = {
  process: "P",
  processName: "Reactivate virtual smart card",
  object: card.ref,
  label: "VSC-000002",
  about: anna,
};
const at = { ...subject, instance: "PI-2", form: { ...reactivateForm, canGoBack: true } };
const done = { kind: "done", ...subject, step: { kind: "done", changes, object: card.ref } } as const;

const wizards: [string, Wizard][] = [
  ["form", { kind: "form", ...at }],
  ["unknown", { kind: "unknown", ...at, since: "2026-11-22T09:00:00Z", attempts: 1 }],
  [
    "approval",
    { kind: "approval", ...subject, instance: "PI-2", step: { kind: "approval", requestId: "R-7", text: "Ask." } },
  ],
  ["confirmed", { ...done, readBack: { kind: "confirmed", object: activeCard } }],
  ["failed", { kind: "failed", ...at, error: operatorError("ca-unavailable"), retry: true }],
];

/** Texts of the back end, the settings and the keyboard, which the program does not translate. */
const notOurs = new RegExp(
  [
    "VSC-\\d+|Anna Lindqvist|Sales|Vera Manager|Vera Cardell|Hedvig Pesk|Oskar Fichet|Aprilia Provera|Adam Minkowski|Ada Admin|https?://[\\w.:]+|Production|United Kingdom|Sandbox IDM|0\\.1\\.0|English|Svenska|Deutsch|Français|Pseudo \\(en-XA\\)",
    "(Reactivate|Lock|Delete|Deactivate) virtual smart card|Virtual smart card|VirtualSmartCardProc\\w+|User|Cards|Holder|Number|Issued|Device",
    "Reactivate the card|The card becomes active, and .*CA\\.|The card must be Active\\.|An administrator can enable it\\.|Ask\\.",
    "Registered|Active|Inactive|Locked|Certificate state after reactivation|On hold|Valid|authentication|signature|encryption",
    "Ctrl|Shift|Alt|Enter|Esc|ca-unavailable|R-7|4f0a1c22d97be3015a6[c-e]",
  ].join("|"),
  "g",
);

/** The names of the countries, which come from `Intl`. */
const countries = new Set(regionChoices("en-GB").map(({ label }) => label));

/** Returns the texts on screen, including labels, that were not taken from the catalogue. */
function untranslated(): string[] {
  const texts: string[] = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) texts.push(walk.currentNode.textContent ?? "");
  for (const element of document.body.querySelectorAll("[aria-label]"))
    texts.push(element.getAttribute("aria-label") ?? "");
  const date = /\d+ \w{3} \d{4}(, [\d:]+)?/g;
  const ours = texts.filter((text) => !countries.has(text));
  return ours.filter((text) => /[a-z]{2,}/.test(text.replaceAll(date, "").replaceAll(notOurs, "")));
}

describe("every text comes from the catalogue", () => {
  it("at the log-in", async () => {
    await openPage({ session: { kind: "none" }, language: pseudoLocale });
    expect(untranslated()).toEqual([]);
  });

  it.each([{ screen: "search" } as const, card, { screen: "settings" } as const])("on $screen", async (route) => {
    await openPage({ route, language: pseudoLocale });
    await screen.findAllByRole("heading");
    expect(untranslated()).toEqual([]);
  });

  it("in Admin", async () => {
    await openPage({ route: template, session: asAdministrator, language: pseudoLocale });
    await screen.findAllByRole("tab");
    expect(untranslated()).toEqual([]);
  });

  it("in the list of keys", async () => {
    const { user } = await openPage({ language: pseudoLocale });
    await user.keyboard("{F1}");
    await screen.findByRole("dialog");
    expect(untranslated()).toEqual([]);
  });

  it.each(wizards)("in the wizard: %s", async (_, wizard) => {
    const { core } = await openPage({ route: card, language: pseudoLocale });
    core.setWizard(wizard);
    await screen.findByRole("dialog");
    expect(untranslated()).toEqual([]);
  });
});
