/**
 * Letters that Unicode does not decompose, with what people type if their keyboard does not have
 * them.
 */
const plainLetters: Readonly<Record<string, string>> = {
  ø: "o",
  đ: "d",
  ð: "d",
  ł: "l",
  æ: "ae",
  œ: "oe",
  þ: "th",
  ς: "σ",
};

/**
 * Folds a text for comparison, without case and accents: `Łukasz` and `LUKASZ` become the same.
 * Converts to upper case first, because two lower-case forms share one upper-case form (`ß` and
 * `ss`, `ı` and `i`).
 */
export function fold(text: string): string {
  return text
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[øđðłæœþς]/g, (letter) => plainLetters[letter] ?? letter);
}
