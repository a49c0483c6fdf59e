import { z } from "zod";
import { settingsSchema, type Settings, type SettingsChange } from "#shared/ipc/app.ts";
import type { SettingsStore } from "../ports.ts";

const shipped: Settings = {
  language: null,
  theme: "system",
  density: "comfortable",
  tourEnded: false,
  idleMinutes: 10,
};

/** The stored settings; each missing or invalid value is replaced by its default. */
const storedSchema = z
  .object({
    language: settingsSchema.shape.language.catch(shipped.language),
    theme: settingsSchema.shape.theme.catch(shipped.theme),
    density: settingsSchema.shape.density.catch(shipped.density),
    tourEnded: settingsSchema.shape.tourEnded.catch(shipped.tourEnded),
    idleMinutes: settingsSchema.shape.idleMinutes.catch(shipped.idleMinutes),
  })
  .catch(shipped);

/** The operator's settings, persisted in the shell's store. */
export function createSettings(store: SettingsStore): { current(): Settings; save(change: SettingsChange): Settings } {
  let current: Settings = storedSchema.parse(store.read());
  return {
    current: () => current,
    save(change) {
      const named = Object.entries(change).filter(([, value]) => value !== undefined);
      current = settingsSchema.parse({ ...current, ...Object.fromEntries(named) });
      store.write(current);
      return current;
    },
  };
}
