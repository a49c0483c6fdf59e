import { z } from "zod";
import { instant, list, word } from "../text.ts";
import { sha256Schema } from "../domain/journal.ts";

/** Version of the form of a support bundle; a newer one is refused. */
export const bundleFormat = 1;

/** The parts of a bundle, as they are named in the zip; the manifest lists them. */
export const bundleParts = [
  "recording.json",
  "log.jsonl",
  "environment.json",
  "settings.json",
  "journal.json",
  "health.json",
  "note.txt",
] as const;
export type BundlePart = (typeof bundleParts)[number];
export const manifestName = "manifest.json";

export const manifestSchema = z.object({
  format: z.literal(bundleFormat),
  /** Version of the program that made it. */
  program: word,
  createdAt: instant,
  parts: list(
    z.object({ name: z.enum(bundleParts), bytes: z.number().int().nonnegative(), sha256: sha256Schema }),
    bundleParts.length,
  ),
});
export type Manifest = z.infer<typeof manifestSchema>;

/**
 * Why a file is not read as a bundle. `missing`: there is no such file; `foreign`: it has an entry that no bundle has, such as a path or a link;
 * `changed`: a part differs from its SHA-256 in the manifest; `content`: a part does not say what its form promises.
 */
export const bundleFaults = [
  "missing",
  "no-zip",
  "damaged",
  "encrypted",
  "method",
  "foreign",
  "twice",
  "no-manifest",
  "changed",
  "content",
] as const;
export type BundleFault = (typeof bundleFaults)[number];

/** Longest sentence that the operator adds, in UTF-16 units. */
export const longestNote = 2_000;
