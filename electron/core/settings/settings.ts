import { z } from "zod";
import { settingsSchema, type Settings } from "#shared/ipc/app.ts";
import type { SettingsStore } from "../ports.ts";

const shipped: Settings = { language: null, theme: "system", idleMinutes: 10 };

/** What the store has, value by value: one that is missing or unsound is what the program ships with. */
const storedSchema = z
  .object({
    language: settingsSchema.shape.language.catch(shipped.language),
    theme: settingsSchema.shape.theme.catch(shipped.theme),
    idleMinutes: settingsSchema.shape.idleMinutes.catch(shipped.idleMinutes),
  })
  .catch(shipped);

/** The operator's settings, kept by the shell's store. */
export function createSettings(store: SettingsStore): { current(): Settings; save(settings: Settings): Settings } {
  let current: Settings = storedSchema.parse(store.read());
  return {
    current: () => current,
    save(settings) {
      current = settings;
      store.write(settings);
      return settings;
    },
  };
}
