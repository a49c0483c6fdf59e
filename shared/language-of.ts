import { languages, type AppInfo, type Language, type Settings } from "./ipc/app.ts";

/** Returns the language to show: the chosen one, else the system's, else English. */
export function languageOf(settings: Pick<Settings, "language">, info: Pick<AppInfo, "systemLanguage">): Language {
  const wanted = settings.language ?? info.systemLanguage.split(/[-_]/)[0];
  return languages.find((language) => language === wanted) ?? "en";
}
