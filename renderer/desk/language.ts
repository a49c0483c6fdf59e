import { languages, type AppInfo, type Language, type Settings } from "#shared/ipc/app.ts";

/** Each language in its own words. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  sv: "Svenska",
  de: "Deutsch",
  fr: "Français",
};

/** The language to show: the chosen one, else the system's, else English. */
export function languageOf(settings: Settings, info: AppInfo): Language {
  const wanted = settings.language ?? info.systemLanguage.split(/[-_]/)[0];
  return languages.find((language) => language === wanted) ?? "en";
}

/** The BCP 47 tag for dates and numbers: with the system's region if the languages are the same. */
export function localeOf(language: Language, info: AppInfo): string {
  return new RegExp(`^${language}-[A-Z]{2}$`).test(info.systemLanguage) ? info.systemLanguage : language;
}
