import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";
import { fr } from "./fr.ts";
import { sv } from "./sv.ts";

export type { Texts };

const languages: Readonly<Record<string, Texts>> = { en, sv, de, fr };

/**
 * Returns the texts in the language that an `Accept-Language` header (RFC 9110 section 12.5.4) asks
 * for; English if it asks for none of ours.
 */
export function textsFor(header: string | undefined): Texts {
  const wanted = (header ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { language: tag.split("-", 1).join(""), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => weight > 0 && Object.hasOwn(languages, language))
    .toSorted((a, b) => b.weight - a.weight);
  return languages[wanted[0]?.language ?? "en"] ?? en;
}

/** Returns the word for a code (a state, a purpose); the code itself if there is none. */
export function word(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
