import { readdirSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { isStructurallySame, parse, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import type { Plugin } from "vite";
import { z } from "zod";
import { languages } from "#shared/ipc/app.ts";

type Texts = ReadonlyMap<string, string>;
type Compiled = Readonly<Record<string, MessageFormatElement[]>>;

const filled = z.string().regex(/\S/, "is empty");
/**
 * The form that FormatJS extracts from a program: every message tells the translator where it
 * appears.
 */
const sourceSchema = z.record(z.string(), z.strictObject({ defaultMessage: filled, description: filled }));
/** The simple form that FormatJS compiles and that translators' tools read and write. */
const translationSchema = z.record(z.string(), filled);

/**
 * Vite plugin for the page's texts: `virtual:catalogues` holds every message of every language,
 * compiled, so the build leaves the message parser out of the page.
 */
export function messages(folder: string): Plugin {
  const id = "virtual:catalogues";
  return {
    name: "carddesk:messages",
    config: (_, { command }) =>
      command === "build"
        ? {
            resolve: {
              alias: [
                {
                  find: /^@formatjs\/icu-messageformat-parser$/,
                  replacement: "@formatjs/icu-messageformat-parser/no-parser.js",
                },
              ],
            },
          }
        : {},
    resolveId: (source) => (source === id ? `\0${id}` : undefined),
    load(resolved) {
      if (resolved !== `\0${id}`) return undefined;
      for (const file of filesIn(folder)) this.addWatchFile(file);
      // A large object is parsed faster as JSON than as a script.
      return `export default JSON.parse(${JSON.stringify(JSON.stringify(compileCatalogues(folder)))});`;
    },
  };
}

/**
 * Compiles every message of every language. Throws an error that names every fault, unless all
 * languages have the keys of English and each message the same values.
 */
export function compileCatalogues(folder: string): Readonly<Record<string, Compiled>> {
  const faults: string[] = [];
  const catalogues: Record<string, Compiled> = {};
  for (const language of languages) {
    const compiled: Record<string, MessageFormatElement[]> = {};
    for (const [key, text] of textsOf(language, folder, faults)) {
      try {
        compiled[key] = parse(text);
      } catch (fault) {
        faults.push(`${language} ${key}: ${String(fault)}`);
      }
    }
    catalogues[language] = compiled;
  }
  const { en = {}, ...others } = catalogues;
  for (const [language, compiled] of Object.entries(others)) faults.push(...differences(language, en, compiled));
  if (faults.length > 0) throw new Error(`The catalogues do not fit together:\n${faults.join("\n")}`);
  return catalogues;
}

function differences(language: string, english: Compiled, compiled: Compiled): string[] {
  const keys = new Set([...Object.keys(english), ...Object.keys(compiled)]);
  return [...keys].flatMap((key) => {
    const [source, message] = [english[key], compiled[key]];
    if (source === undefined) return [`${language} ${key}: unknown in English`];
    if (message === undefined) return [`${language} ${key}: missing`];
    const { error } = isStructurallySame(source, message);
    return error === undefined ? [] : [`${language} ${key}: ${error.message}`];
  });
}

function filesIn(folder: string): string[] {
  return languages.flatMap((language) =>
    readdirSync(join(folder, language))
      .filter((name) => name.endsWith(".json"))
      .map((name) => join(folder, language, name)),
  );
}

/** Reads the texts of all files of a language; a key in two of them is a fault. */
function textsOf(language: string, folder: string, faults: string[]): Texts {
  const texts = new Map<string, string>();
  for (const file of filesIn(folder).filter((file) => basename(dirname(file)) === language)) {
    for (const [key, text] of textsIn(file, language, faults)) {
      if (texts.has(key)) faults.push(`${language} ${key}: twice`);
      texts.set(key, text);
    }
  }
  return texts;
}

function textsIn(file: string, language: string, faults: string[]): Texts {
  const schema = language === "en" ? sourceSchema : translationSchema;
  const parsed = schema.safeParse(JSON.parse(readFileSync(file, "utf8")));
  if (!parsed.success) {
    faults.push(`${language} ${basename(file)}: ${z.prettifyError(parsed.error)}`);
    return new Map();
  }
  return new Map(
    Object.entries(parsed.data).map(([key, text]) => [key, typeof text === "string" ? text : text.defaultMessage]),
  );
}
