import { z } from "zod";
import { personal, secret } from "../personal.ts";
import { instant, list, prose, text, verbatim, word } from "../text.ts";
import { sha256Schema } from "../domain/journal.ts";

/** Format version of a support bundle; a newer one is refused. */
export const bundleFormat = 1;

/** The parts that the program generates, by their names in the zip. */
export const madeParts = [
  "recording.json",
  "log.jsonl",
  "environment.json",
  "settings.json",
  "journal.json",
  "health.json",
] as const;
export type MadePart = (typeof madeParts)[number];
/** All parts of a bundle; the manifest lists them. */
export const bundleParts = [...madeParts, "note.txt"] as const;
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
 * Why a file is refused as a bundle. `missing`: there is no such file; `foreign`: it has an entry
 * that no bundle has, such as a path or a link; `changed`: a part differs from its SHA-256 in the
 * manifest; `content`: a part does not have the form that its name requires.
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

/** Longest note of the operator, in UTF-16 units. */
export const longestNote = 2_000;

const pixels = z.number().int().min(0).max(100_000);
/** Sizes in CSS pixels; `scale` is the number of device pixels per CSS pixel. */
export const viewSchema = z.object({
  window: z.object({ width: pixels, height: pixels }),
  screen: z.object({ width: pixels, height: pixels }),
  scale: z.number().min(0).max(100),
});
export type View = z.infer<typeof viewSchema>;

const previewId = z.uuid();

/** The bundle as it would be saved: it is made once, and saved by its id. */
export const previewSchema = z.object({
  id: previewId,
  parts: list(z.object({ name: z.enum(madeParts), bytes: z.number().int().nonnegative() }), madeParts.length),
});
export type Preview = z.infer<typeof previewSchema>;

/** Longest excerpt of a part that is shown at once, in UTF-16 units. */
export const longestLook = 50_000;
export const lookRequestSchema = z.object({
  id: previewId,
  name: z.enum(madeParts),
  from: z.number().int().nonnegative(),
});
/**
 * Lines of a part. They are `secret`, because the bundle has them already and its recording needs
 * no second copy. `next`: the offset at which the part continues, null at its end.
 */
export const lookSchema = z.object({
  lines: list(secret(text(longestLook)), longestLook),
  next: z.number().int().nullable(),
});

export const saveRequestSchema = z.object({
  id: previewId,
  parts: list(z.enum(madeParts), madeParts.length),
  note: personal(verbatim(longestNote)),
});
/** The path of the bundle, and its size in bytes. */
export const savedBundleSchema = z.object({ file: prose, bytes: z.number().int() });
export type SavedBundle = z.infer<typeof savedBundleSchema>;
