import { de } from "./de.ts";
import { en, type Texts } from "./en.ts";
import { fr } from "./fr.ts";
import { sv } from "./sv.ts";

export type { Texts };

/** What the sandbox says in one language; `tag` is its BCP 47 tag. */
export interface Language {
  readonly tag: string;
  readonly texts: Texts;
}

const english: Language = { tag: "en", texts: en };
const languages: readonly Language[] = [
  english,
  { tag: "sv", texts: sv },
  { tag: "de", texts: de },
  { tag: "fr", texts: fr },
];

/** The language that an `Accept-Language` header (RFC 9110 section 12.5.4) asks for, English where it asks for none of ours. */
export function languageFor(header: string | undefined): Language {
  const wanted = (header ?? "")
    .split(",")
    .map((range) => {
      const [tag = "", ...parameters] = range
        .trim()
        .toLowerCase()
        .split(/\s*;\s*/);
      const weight = parameters.find((parameter) => parameter.startsWith("q="))?.slice(2);
      return { primary: tag.split("-", 1).join(""), weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((a, b) => b.weight - a.weight);
  for (const { primary } of wanted) {
    const found = languages.find(({ tag }) => tag === primary);
    if (found !== undefined) return found;
  }
  return english;
}

/** The word for a code (a state, a purpose), the code itself where there is no word for it. */
export function word(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}
