import type { MadePart } from "#shared/ipc/bundle.ts";

/** The keys of the words for each part. */
export const partNames = {
  "recording.json": "recording",
  "log.jsonl": "log",
  "environment.json": "environment",
  "settings.json": "settings",
  "journal.json": "journal",
  "health.json": "health",
} as const satisfies Record<MadePart, string>;
