import { languages, pseudoLocale, type AppInfo, type Language, type Settings } from "#shared/ipc/app.ts";

/** The name of each language in that language. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  sv: "Svenska",
  de: "Deutsch",
  fr: "Français",
};

interface LanguageChoice {
  readonly value: Language | typeof pseudoLocale;
  readonly label: string;
}

/** Returns the languages to choose from; the sandbox also offers the pseudo-locale. */
export function languageChoices({ idm }: Pick<AppInfo, "idm">): LanguageChoice[] {
  const spoken = languages.map((value) => ({ value, label: languageNames[value] }));
  return idm.sandbox ? [...spoken, { value: pseudoLocale, label: `Pseudo (${pseudoLocale})` }] : spoken;
}

/** Whether the pseudo-locale is chosen and allowed. */
export const isPseudo = ({ language }: Pick<Settings, "language">, { idm }: Pick<AppInfo, "idm">): boolean =>
  language === pseudoLocale && idm.sandbox;

/**
 * Returns the BCP 47 tag for texts, dates and numbers: the words of the language, with the formats
 * and hour cycle (12 or 24) of the chosen region or, by default, the system's. A system in `sv-SE`
 * shows English with Swedish formats.
 */
export function localeOf(
  language: Language,
  chosen: Pick<Settings, "region" | "timeFormat">,
  { systemLanguage }: Pick<AppInfo, "systemLanguage">,
): string {
  const region = chosen.region ?? regionOf(systemLanguage);
  const hourCycle = chosen.timeFormat === "system" ? hoursIn(region) : chosen.timeFormat;
  const hours = hourCycle === undefined ? {} : { hourCycle };
  if (region === undefined) return new Intl.Locale(language, hours).toString();
  return new Intl.Locale(`${language}-${region}`, {
    calendar: "gregory",
    numberingSystem: "latn",
    ...hours,
  }).toString();
}

/** Returns the hour cycle that is usual in a region. */
function hoursIn(region: string | undefined): Intl.LocaleHourCycleKey | undefined {
  if (region === undefined) return undefined;
  const spoken = new Intl.Locale("und", { region }).maximize().language;
  return new Intl.DateTimeFormat(`${spoken}-${region}`, { hour: "numeric" }).resolvedOptions().hourCycle;
}

const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(65 + at));
/** Two-letter codes that name no country: groups of countries, and codes reserved for tests. */
const noCountry = /^(EU|EZ|UN|QO|X[AB]|ZZ)$/;

/**
 * Returns the countries and territories by their names in the language of `locale`, in its order.
 */
export function regionChoices(locale: string): { readonly value: string; readonly label: string }[] {
  const names = new Intl.DisplayNames(locale, { type: "region", fallback: "none" });
  return letters
    .flatMap((first) => letters.map((second) => first + second))
    .filter((code) => !noCountry.test(code) && new Intl.Locale(`und-${code}`).region === code)
    .flatMap((value) => {
      const label = names.of(value);
      return label === undefined ? [] : [{ value, label }];
    })
    .toSorted((one, other) => one.label.localeCompare(other.label, locale));
}

/** Returns the name of the system's region in the language of `locale`; null if it has none. */
export function systemRegion(locale: string, { systemLanguage }: Pick<AppInfo, "systemLanguage">): string | null {
  const region = regionOf(systemLanguage);
  return region === undefined ? null : (new Intl.DisplayNames(locale, { type: "region" }).of(region) ?? region);
}

/**
 * Returns the region of a BCP 47 tag or of a POSIX name such as `en_GB.UTF-8`; undefined if it has
 * none.
 */
function regionOf(systemLanguage: string): string | undefined {
  try {
    return new Intl.Locale(systemLanguage.replace(/[.@].*$/, "").replaceAll("_", "-")).region;
  } catch {
    return undefined;
  }
}
