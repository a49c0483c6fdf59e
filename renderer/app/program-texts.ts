import { TYPE } from "@formatjs/icu-messageformat-parser";
import catalogues from "virtual:catalogues";

/** Every message that consists of one literal text. */
const texts = new Set<string>();
for (const catalogue of Object.values(catalogues)) {
  for (const [first, ...rest] of Object.values(catalogue))
    if (rest.length === 0 && first?.type === TYPE.literal) texts.add(first.value);
}

/** Whether a text is a message of the program in one of its languages. */
export const isProgramText = (text: string): boolean => texts.has(text);
