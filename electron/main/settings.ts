import { join } from "node:path";
import ElectronStore from "electron-store";
import type { Log } from "../core/log.ts";
import type { SettingsStore } from "../core/settings/settings.ts";
import { keepUnreadableAside, settingsName, settingsStore } from "../core/shell/settings-file.ts";

/** Opens the settings in the data directory, through electron-store. */
export function openSettings(dataDirectory: string, log: Log): SettingsStore {
  const keptAside = keepUnreadableAside(join(dataDirectory, `${settingsName}.json`), log);
  const store = new ElectronStore({ cwd: dataDirectory, name: settingsName, configFileMode: 0o600 });
  return settingsStore(store, keptAside);
}
