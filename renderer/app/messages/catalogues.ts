import type { Language } from "#shared/ipc/contract.ts";
import { errors as enErrors } from "./en/errors.ts";
import { screens as enScreens } from "./en/screens.ts";
import { words as enWords } from "./en/words.ts";
import type { Catalogue } from "./keys.ts";

const en: Catalogue = { ...enScreens, ...enWords, ...enErrors };

export const catalogues: Readonly<Record<Language, Catalogue>> = { en, sv: en, de: en, fr: en };
