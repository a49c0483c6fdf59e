import type { SettingsChange } from "#shared/ipc/app.ts";

/** Saves settings; resolves to whether that succeeded. */
export type Save = (change: SettingsChange) => Promise<boolean>;
