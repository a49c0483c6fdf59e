import { TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
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
 * Builds a pseudo-language to check the screens with: every letter has an accent, every text is 40
 * % longer and in brackets. Text without accents was not taken from the catalogue; text that is cut
 * off will be cut off in German.
 */
export function pseudo<C extends Partial<Catalogue>>(catalogue: C): C {
  return {
    ...catalogue,
    ...Object.fromEntries(Object.entries(catalogue).map(([key, message]) => [key, lengthened(message)])),
  };
}

function lengthened(message: MessageFormatElement[]): MessageFormatElement[] {
  return [literal("["), ...message.map(accented), literal(`${"~".repeat(Math.ceil(lengthOf(message) * 0.4))}]`)];
}

const literal = (value: string): MessageFormatElement => ({ type: TYPE.literal, value });

/** Accents only the text: neither the names of values nor the forms of a plural. */
function accented(element: MessageFormatElement): MessageFormatElement {
  if (element.type === TYPE.literal)
    return { ...element, value: Array.from(element.value, (letter) => accents[letter] ?? letter).join("") };
  if (!("options" in element)) return element;
  const options = Object.entries(element.options).map(
    ([form, { value }]) => [form, { value: value.map(accented) }] as const,
  );
  return { ...element, options: Object.fromEntries(options) };
}

/** Returns the largest number of letters of a message, counting 8 for each value. */
function lengthOf(message: MessageFormatElement[]): number {
  const lengths = message.map((element) => {
    if (element.type === TYPE.literal) return element.value.length;
    if (!("options" in element)) return 8;
    return Math.max(...Object.values(element.options).map(({ value }) => lengthOf(value)));
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}
