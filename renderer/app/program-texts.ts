import { TYPE } from "@formatjs/icu-messageformat-parser";
import catalogues from "virtual:catalogues";

/** Every message that is one text, whatever it is about. */
const texts = new Set<string>();
for (const catalogue of Object.values(catalogues)) {
  for (const [first, ...rest] of Object.values(catalogue))
    if (rest.length === 0 && first?.type === TYPE.literal) texts.add(first.value);
}

/** Whether a text is a message of the program in one of its languages. */
export const isProgramText = (text: string): boolean => texts.has(text);
