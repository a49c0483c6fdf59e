import type { Settings } from "#shared/ipc/app.ts";
import type { MessageKey } from "../app/messages/keys.ts";

/** The message that names each theme. */
export const themeNames = {
  system: "settings.themeSystem",
  light: "settings.themeLight",
  dark: "settings.themeDark",
} as const satisfies Record<Settings["theme"], MessageKey>;
