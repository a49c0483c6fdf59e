import { languages, pseudoLocale, type AppInfo, type Language, type Settings } from "#shared/ipc/app.ts";

/** Each language in its own words. */
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

/** The languages to choose from; the sandbox has one more, which nobody speaks. */
export function languageChoices({ idm }: Pick<AppInfo, "idm">): LanguageChoice[] {
  const spoken = languages.map((value) => ({ value, label: languageNames[value] }));
  return idm.sandbox ? [...spoken, { value: pseudoLocale, label: `Pseudo (${pseudoLocale})` }] : spoken;
}

/** True where the pseudo-locale is chosen and may be. */
export const isPseudo = ({ language }: Pick<Settings, "language">, { idm }: Pick<AppInfo, "idm">): boolean =>
  language === pseudoLocale && idm.sandbox;

/**
 * The BCP 47 tag for texts, dates and numbers: words of the language, formats and hours of the day
 * (12 or 24) of the region that is chosen, or of the system's. A system in `sv-SE` shows English
 * with Swedish formats.
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

/** How the hours of a day are counted by those who live there. */
function hoursIn(region: string | undefined): Intl.LocaleHourCycleKey | undefined {
  if (region === undefined) return undefined;
  const spoken = new Intl.Locale("und", { region }).maximize().language;
  return new Intl.DateTimeFormat(`${spoken}-${region}`, { hour: "numeric" }).resolvedOptions().hourCycle;
}

const letters = Array.from({ length: 26 }, (_, at) => String.fromCodePoint(65 + at));
/** Two letters that name no country: groups of them, and what is kept for tests. */
const noCountry = /^(EU|EZ|UN|QO|X[AB]|ZZ)$/;

/** The countries and territories by their names in the language of `locale`, in its order. */
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

/** The name of the system's region in the language of `locale`; null where it has none. */
export function systemRegion(locale: string, { systemLanguage }: Pick<AppInfo, "systemLanguage">): string | null {
  const region = regionOf(systemLanguage);
  return region === undefined ? null : (new Intl.DisplayNames(locale, { type: "region" }).of(region) ?? region);
}

/**
 * The region of a BCP 47 tag or of a POSIX name such as `en_GB.UTF-8`; undefined where it has none.
 */
function regionOf(systemLanguage: string): string | undefined {
  try {
    return new Intl.Locale(systemLanguage.replace(/[.@].*$/, "").replaceAll("_", "-")).region;
  } catch {
    return undefined;
  }
}
