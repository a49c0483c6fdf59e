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
 * (12 or 24) of the system's region. A system in `sv-SE` shows English with Swedish formats.
 */
export function localeOf(language: Language, { systemLanguage }: Pick<AppInfo, "systemLanguage">): string {
  const region = regionOf(systemLanguage);
  if (region === undefined) return language;
  const spoken = new Intl.Locale("und", { region }).maximize().language;
  const { hourCycle } = new Intl.DateTimeFormat(`${spoken}-${region}`, { hour: "numeric" }).resolvedOptions();
  const options = { calendar: "gregory", numberingSystem: "latn", ...(hourCycle === undefined ? {} : { hourCycle }) };
  return new Intl.Locale(`${language}-${region}`, options).toString();
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
