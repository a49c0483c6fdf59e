import type { SettingsChange } from "#shared/ipc/app.ts";

/** Saves settings; answers whether it was done. */
export type Save = (change: SettingsChange) => Promise<boolean>;
