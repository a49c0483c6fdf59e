import { fold } from "./fold.ts";

/**
 * The fields of an object that Quick search looks through, folded and in the order of ranking, as
 * one text.
 */
export interface SearchText {
  readonly text: string;
  /** Where each field ends. */
  readonly ends: readonly number[];
  /** The domain of a mail address, from its `@` on; both 0 if there is none. */
  readonly domainFrom: number;
  readonly domainTo: number;
}

/**
 * Folds the fields and joins them. `join` makes a flat string; V8 would keep a template literal as
 * a tree and flatten it during the first search.
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

/**
 * Returns the words of a search, folded and each once. The longest comes first, because the fewest
 * texts have it.
 */
export const searchWords = (q: string): string[] =>
  [...new Set(fold(q).split(/\s+/))].filter((word) => word !== "").toSorted((a, b) => b.length - a.length);

/**
 * Returns the first field that has a word, -1 if none has. Colleagues share the domain of their
 * mail addresses, so that only a word with an `@` finds it.
 */
export function fieldWith({ text, ends, domainFrom, domainTo }: SearchText, word: string): number {
  let place = text.indexOf(word);
  if (place >= domainFrom && place < domainTo && !word.includes("@")) place = text.indexOf(word, domainTo);
  if (place < 0) return -1;
  let field = 0;
  while (place >= (ends[field] ?? Infinity)) field += 1;
  return field;
}

/**
 * Returns the last of the fields in which the words are first found: 0 if the first field has all
 * of them, -1 if a word is in no field.
 */
export function lastFieldWith(text: SearchText, words: readonly string[]): number {
  let last = 0;
  for (const word of words) {
    const field = fieldWith(text, word);
    if (field < 0) return -1;
    if (field > last) last = field;
  }
  return last;
}
