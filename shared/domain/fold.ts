/**
 * Letters that Unicode does not decompose, with what people type who do not have them on their
 * keyboard.
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
 * Text without case and accents, to be compared: `Łukasz` and `LUKASZ` are the same. Upper case
 * first, for it has one form where lower case has two (`ß` and `ss`, `ı` and `i`).
 */
export function fold(text: string): string {
  return text
    .toUpperCase()
    .toLowerCase()
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[øđðłæœþς]/g, (letter) => plainLetters[letter] ?? letter);
}
