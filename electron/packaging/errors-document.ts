import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
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
export const documentFile = join(root, "shared/ERRORS.md");

const messages = z.record(z.string(), z.object({ defaultMessage: z.string() }));
const english = (area: string): z.infer<typeof messages> =>
  messages.parse(JSON.parse(readFileSync(join(root, `renderer/app/messages/en/${area}.json`), "utf8")));

/** The catalogue of errors in English. */
export function catalogue(): readonly DocumentedGroup[] {
  const texts = { ...english("errors"), ...english("support") };
  const say = (key: string): string => texts[key]?.defaultMessage ?? "";
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
 * The document of a catalogue. `before`: the document as it was, which remembers every number that
 * was ever given. Throws where a number is no longer that of its code.
 */
export function errorsDocument(groups: readonly DocumentedGroup[], before: string): string {
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
    "# Errors",
    "",
    "What each error of CardDesk means, for operators and for support. The program says the same under Support > Errors, in",
    "the language of the page. Made by `npm run errors-document`; do not edit.",
    ...groups
      .filter(({ errors }) => errors.length > 0)
      .flatMap(({ title, errors }) => ["", `## ${title}`, ...errors.flatMap(section)]),
    ...(retired.length === 0 ? [] : ["", "## No longer used", ""]),
    ...retired.map(({ number, code }) => `- ${number} ${code}`),
    "",
  ].join("\n");
}

const section = ({ number, code, happened, means, next, support }: DocumentedError): string[] => [
  "",
  `### ${number} ${code}`,
  "",
  `${happened} ${means}`,
  "",
  `- Operator: ${next}`,
  `- Support: ${support}`,
];

if (import.meta.main) writeFileSync(documentFile, errorsDocument(catalogue(), readFileSync(documentFile, "utf8")));
