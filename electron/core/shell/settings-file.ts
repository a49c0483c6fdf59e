import { basename } from "node:path";
import { existsSync, readFileSync, renameSync } from "node:fs";
import type { Log } from "../log.ts";
import type { SettingsStore } from "../settings/settings.ts";
import { forStart } from "./for-start.ts";

/** Name of the settings file in the data directory, without `.json`. */
export const settingsName = "settings";

/**
 * Renames a settings file that cannot be read, or is not a JSON object, to
 * `settings.json.unreadable`, so that the program starts with the defaults and nothing is lost;
 * returns that name, or null if the file is readable or missing. Must be called before the store
 * opens the file; the core checks single values. Throws StartError if it cannot be renamed.
 */
export function keepUnreadableAside(file: string, log: Log): string | null {
  if (!existsSync(file) || isReadable(file)) return null;
  forStart(`the settings file ${file} can be neither read nor renamed`, () => renameSync(file, `${file}.unreadable`));
  log.warn({}, "the settings could not be read; the program goes on with those it ships with");
  return basename(`${file}.unreadable`);
}

/** Whether it is a file with a JSON object; not one without permission, and not a folder. */
function isReadable(file: string): boolean {
  try {
    const value: unknown = JSON.parse(readFileSync(file, "utf8"));
    return typeof value === "object" && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
}

/** Adapts `conf`, and `electron-store`, which is built on it, to the settings port. */
export function settingsStore(store: { store: Record<string, unknown> }, keptAside: string | null): SettingsStore {
  return {
    keptAside,
    read: () => store.store,
    write(values) {
      store.store = { ...values };
    },
  };
}
