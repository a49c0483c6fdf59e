import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { languages, type Language } from "#shared/ipc/app.ts";
import { codesOf, errorGroups, errorNumber } from "#shared/error-numbers.ts";

export interface DocumentedError {
  readonly number: string;
  readonly code: string;
  readonly happened: string;
  readonly means: string;
  readonly next: string;
  readonly support: string;
}

export interface DocumentedGroup {
  readonly title: string;
  readonly errors: readonly DocumentedError[];
}

const root = join(import.meta.dirname, "../..");

/**
 * Returns the file of the document in a language: `shared/ERRORS.md` in English,
 * `shared/ERRORS.de.md` in German.
 */
export const documentFile = (language: Language): string =>
  join(root, `shared/ERRORS${language === "en" ? "" : `.${language}`}.md`);

interface DocumentWords {
  readonly title: string;
  readonly intro: readonly string[];
  readonly operator: string;
  readonly support: string;
  readonly retired: string;
}

const madeBy = "npm run errors-document";
const words: Readonly<Record<Language, DocumentWords>> = {
  en: {
    title: "Errors",
    intro: [
      "What each error of CardDesk means, for operators and for support. The program says the same under Support > Errors, in",
      `the language of the page. Made by \`${madeBy}\`; do not edit.`,
    ],
    operator: "Operator",
    support: "Support",
    retired: "No longer used",
  },
  sv: {
    title: "Fel",
    intro: [
      "Vad varje fel i CardDesk betyder, för operatörer och för supporten. Programmet säger detsamma under Support > Fel.",
      `Filen skapas med \`${madeBy}\`; ändra den inte.`,
    ],
    operator: "Operatör",
    support: "Support",
    retired: "Används inte längre",
  },
  de: {
    title: "Fehler",
    intro: [
      "Was jeder Fehler von CardDesk bedeutet, für Bediener und für den Support. Das Programm zeigt dasselbe unter Support > Fehler.",
      `Erzeugt von \`${madeBy}\`; nicht von Hand ändern.`,
    ],
    operator: "Bediener",
    support: "Support",
    retired: "Nicht mehr verwendet",
  },
  fr: {
    title: "Erreurs",
    intro: [
      "Ce que signifie chaque erreur de CardDesk, pour les opérateurs et pour l’assistance. Le programme dit la même chose sous Assistance > Erreurs.",
      `Créé par \`${madeBy}\` ; ne pas modifier.`,
    ],
    operator: "Opérateur",
    support: "Assistance",
    retired: "Plus utilisés",
  },
};

const messages = z.record(z.string(), z.union([z.string(), z.object({ defaultMessage: z.string() })]));
const read = (language: Language, area: string): z.infer<typeof messages> =>
  messages.parse(JSON.parse(readFileSync(join(root, `renderer/app/messages/${language}/${area}.json`), "utf8")));

/** Reads the catalogue of errors in a language. */
export function catalogue(language: Language): readonly DocumentedGroup[] {
  const texts = { ...read(language, "errors"), ...read(language, "support") };
  const say = (key: string): string => {
    const text = texts[key];
    return typeof text === "string" ? text : (text?.defaultMessage ?? "");
  };
  return errorGroups.map((group) => ({
    title: say(`errors.group.${group}`),
    errors: codesOf(group).map((code) => ({
      number: errorNumber(code),
      code,
      happened: say(`error.${code}.happened`),
      means: say(`error.${code}.means`),
      next: say(`error.${code}.next`),
      support: say(`error.${code}.support`),
    })),
  }));
}

/**
 * Builds the document of a catalogue. `before` is the previous document, which remembers every
 * number ever given. Throws if a number no longer belongs to its code.
 */
export function errorsDocument(groups: readonly DocumentedGroup[], before: string, language: Language = "en"): string {
  const { title, intro, operator, support, retired: noLonger } = words[language];
  const now = new Map(groups.flatMap(({ errors }) => errors).map(({ number, code }) => [number, code]));
  const numbers = new Map([...now].map(([number, code]) => [code, number]));
  const given = [...before.matchAll(/^(?:###|-) (CD-\d{4}) ([a-z-]+)$/gm)].map(([, number = "", code = ""]) => ({
    number,
    code,
  }));
  for (const { number, code } of given) {
    const isKept = (now.get(number) ?? code) === code && (numbers.get(code) ?? number) === number;
    if (!isKept) throw new Error(`${number} is ${code} for ever. Give the new code the next number of its group.`);
  }
  const retired = given.filter(({ number }) => !now.has(number));
  return [
    `# ${title}`,
    "",
    ...intro,
    ...groups
      .filter(({ errors }) => errors.length > 0)
      .flatMap((group) => ["", `## ${group.title}`, ...group.errors.flatMap(section)]),
    ...(retired.length === 0 ? [] : ["", `## ${noLonger}`, ""]),
    ...retired.map(({ number, code }) => `- ${number} ${code}`),
    "",
  ].join("\n");

  function section(error: DocumentedError): string[] {
    const { number, code, happened, means, next } = error;
    const texts = [`${happened} ${means}`, "", `- ${operator}: ${next}`, `- ${support}: ${error.support}`];
    return ["", `### ${number} ${code}`, "", ...texts];
  }
}

/** Reads the current document; empty if there is none yet. */
export const documentNow = (language: Language): string => {
  const file = documentFile(language);
  return existsSync(file) ? readFileSync(file, "utf8") : "";
};

if (import.meta.main)
  for (const language of languages)
    writeFileSync(documentFile(language), errorsDocument(catalogue(language), documentNow(language), language));
