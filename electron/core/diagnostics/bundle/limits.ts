import { manifestName, type BundlePart } from "#shared/ipc/bundle.ts";

/** Bounds of a support bundle, in bytes. */
export const bundleLimits = {
  /** The file. */
  file: 32_000_000,
  /** Each part, inflated; all of them together stay below 64 MB. */
  part: {
    [manifestName]: 100_000,
    "recording.json": 40_000_000,
    "log.jsonl": 12_000_000,
    "environment.json": 100_000,
    "settings.json": 100_000,
    "journal.json": 1_000_000,
    "health.json": 1_000_000,
    "note.txt": 20_000,
  } satisfies Record<BundlePart | typeof manifestName, number>,
  /**
   * The JSON of a part. An answer of the back end may have depth 32, and is some levels deep in the
   * recording.
   */
  json: { maxLength: 40_000_000, maxDepth: 48, maxValues: 2_000_000 },
  logLine: { maxLength: 20_000, maxDepth: 6, maxValues: 500 },
} as const;
