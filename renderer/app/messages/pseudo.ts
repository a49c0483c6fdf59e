import type { Catalogue } from "./keys.ts";

const accents: Readonly<Record<string, string>> = {
  a: "á",
  b: "ƀ",
  c: "ç",
  d: "ď",
  e: "é",
  f: "ƒ",
  g: "ğ",
  h: "ĥ",
  i: "í",
  j: "ĵ",
  k: "ķ",
  l: "ł",
  m: "ɱ",
  n: "ñ",
  o: "ö",
  p: "þ",
  q: "ɋ",
  r: "ř",
  s: "š",
  t: "ť",
  u: "ü",
  v: "ṽ",
  w: "ŵ",
  x: "ẋ",
  y: "ý",
  z: "ž",
  A: "Á",
  B: "Ɓ",
  C: "Ç",
  D: "Ď",
  E: "É",
  F: "Ƒ",
  G: "Ğ",
  H: "Ĥ",
  I: "Í",
  J: "Ĵ",
  K: "Ķ",
  L: "Ł",
  M: "Ṁ",
  N: "Ñ",
  O: "Ö",
  P: "Þ",
  Q: "Ɋ",
  R: "Ř",
  S: "Š",
  T: "Ť",
  U: "Ü",
  V: "Ṽ",
  W: "Ŵ",
  X: "Ẋ",
  Y: "Ý",
  Z: "Ž",
};

/**
 * A language that nobody speaks, for looking at the screens: every letter has an accent, every text is 40 % longer and stands in
 * brackets. What is readable on screen was not taken from the catalogue; what is cut off will be cut off in German.
 */
export function pseudo<C extends Partial<Catalogue>>(catalogue: C): C {
  return {
    ...catalogue,
    ...Object.fromEntries(Object.entries(catalogue).map(([key, text]) => [key, pseudoText(text)])),
  };
}

/** Text stands outside of braces and, in a plural, in braces within braces; the rest is syntax. */
function pseudoText(text: string): string {
  let depth = 0;
  const accented = Array.from(text, (letter) => {
    if (letter === "{") depth += 1;
    if (letter === "}") depth -= 1;
    return depth % 2 === 0 ? (accents[letter] ?? letter) : letter;
  });
  return `[${accented.join("")}${"~".repeat(Math.ceil(text.length * 0.4))}]`;
}
