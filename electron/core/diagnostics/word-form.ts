/** A word without its case, and the function that gives another word of its form the same case. */
interface Form {
  readonly word: string;
  readonly inCase: (word: string) => string;
}

/** Returns the form of a token. Letters that become several in the other case stay as they are. */
export function formOf(token: string): Form {
  const units = Array.from(token);
  const lower = units.map((unit) => otherCase(unit, unit.toLowerCase()));
  if (lower.every((unit, n) => unit === units[n])) return { word: token, inCase: (word) => word };
  return {
    word: lower.join(""),
    inCase: (word) =>
      Array.from(word)
        .map((unit, n) => (lower[n] === units[n] ? unit : otherCase(unit, unit.toUpperCase())))
        .join(""),
  };
}

const otherCase = (unit: string, changed: string): string => (changed.length === unit.length ? changed : unit);

const digits = Array.from("0123456789");
const vowels = Array.from("aeiouy");
const consonants = Array.from("bcdfghjklmnpqrstvwxz");
const accentedVowels = Array.from("àáâäåèéêëìíîïòóôöøùúûüý");
const accentedConsonants = Array.from("çčďłñňřšťž");
const hexLetters = Array.from("abcdef");

/** A serial number or fingerprint, whose stand-in is hexadecimal too. */
const hexadecimal = /^(?=.*\d)[0-9a-f]{8,}$/;
const date = /^\d{4}-\d{2}-\d{2}/;

/**
 * Returns the candidates for each place of a word (lower case); one for each place is a word of the
 * same length.
 */
export function poolsOf(word: string): readonly (readonly string[])[] {
  if (date.test(word)) return poolsOfDate(word);
  const letters = hexadecimal.test(word) ? hexLetters : null;
  return Array.from(word).map((unit) => poolOf(unit, letters));
}

function poolOf(unit: string, letters: readonly string[] | null): readonly string[] {
  if (digits.includes(unit)) return digits;
  if (letters !== null) return letters;
  if (vowels.includes(unit)) return vowels;
  if (consonants.includes(unit)) return consonants;
  if (accentedVowels.includes(unit)) return accentedVowels;
  if (accentedConsonants.includes(unit)) return accentedConsonants;
  if (/\p{L}/u.test(unit)) return neighbours(unit, /^\p{L}$/u);
  if (/\p{N}/u.test(unit)) return neighbours(unit, /^\p{N}$/u);
  return /\p{M}/u.test(unit) ? [unit] : ["\u25a1".repeat(unit.length)];
}

/**
 * Returns the characters of the same kind in its block of 32 code points that have no case or are
 * lower case: the same script.
 */
function neighbours(unit: string, kind: RegExp): readonly string[] {
  const first = (unit.codePointAt(0) ?? 0) & ~0x1f;
  const all = Array.from({ length: 32 }, (_, n) => String.fromCodePoint(first + n));
  return all.filter((other) => kind.test(other) && other === otherCase(other, other.toLowerCase()));
}

/**
 * Returns the candidates for a valid date of this century or the last, with a valid time if the
 * word has one.
 */
function poolsOfDate(word: string): readonly (readonly string[])[] {
  const upTo = (first: number, last: number): string[] =>
    Array.from({ length: last - first + 1 }, (_, n) => String(first + n).padStart(2, "0"));
  const parts = [["19", "20"], upTo(0, 99), ["-"], upTo(1, 12), ["-"], upTo(1, 28)];
  const [, time = ""] = word.split(/t/i);
  if (time === "") return parts;
  const fraction = Array.from(time.slice(8)).map((unit) => (unit === "." ? [unit] : digits));
  const seconds = time.length > 5 ? [[":"], upTo(0, 59)] : [];
  return [...parts, ["t"], upTo(0, 23), [":"], upTo(0, 59), ...seconds, ...fraction];
}
