import { z } from "zod";
import { settingsSchema, type Settings } from "#shared/ipc/app.ts";
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
