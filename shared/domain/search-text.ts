import { fold } from "./fold.ts";

/**
 * The fields of an object that Quick search looks through, folded and in the order of ranking, as
 * one text.
 */
export interface SearchText {
  readonly text: string;
  /** Where each field ends. */
  readonly ends: readonly number[];
  /** The domain of a mail address from its `@` on; both 0 where there is none. */
  readonly domainFrom: number;
  readonly domainTo: number;
}

/**
 * `join` makes a flat string; V8 would keep one made by a template as a tree, and flatten it during
 * the first search.
 */
export function searchText(fields: readonly string[]): SearchText {
  const folded = fields.map(fold);
  const ends: number[] = [];
  let [end, domainFrom, domainTo] = [0, 0, 0];
  for (const field of folded) {
    const at = field.indexOf("@");
    if (at >= 0) [domainFrom, domainTo] = [end + at, end + field.length];
    end += field.length + 1;
    ends.push(end);
  }
  return { text: folded.join("\n"), ends, domainFrom, domainTo };
}

/** The words of a search, folded: each once, the longest first, for the fewest texts have it. */
export const searchWords = (q: string): string[] =>
  [...new Set(fold(q).split(/\s+/))].filter((word) => word !== "").toSorted((a, b) => b.length - a.length);

/**
 * The first field that has a word, -1 if none has. Colleagues share the domain of their mail
 * addresses: it is found only by a word with an `@`.
 */
export function fieldWith({ text, ends, domainFrom, domainTo }: SearchText, word: string): number {
  let place = text.indexOf(word);
  if (place >= domainFrom && place < domainTo && !word.includes("@")) place = text.indexOf(word, domainTo);
  if (place < 0) return -1;
  let field = 0;
  while (place >= (ends[field] ?? Infinity)) field += 1;
  return field;
}

/** How far down the fields all words are found: 0 for the first alone, -1 if one is in none. */
export function lastFieldWith(text: SearchText, words: readonly string[]): number {
  let last = 0;
  for (const word of words) {
    const field = fieldWith(text, word);
    if (field < 0) return -1;
    if (field > last) last = field;
  }
  return last;
}
