import type { AppInfo, Language } from "#shared/ipc/app.ts";

/** Each language in its own words. */
export const languageNames: Readonly<Record<Language, string>> = {
  en: "English",
  sv: "Svenska",
  de: "Deutsch",
  fr: "Français",
};

/** The BCP 47 tag for dates and numbers: with the system's region if the languages are the same. */
export function localeOf(language: Language, info: AppInfo): string {
  return new RegExp(`^${language}-[A-Z]{2}$`).test(info.systemLanguage) ? info.systemLanguage : language;
}
