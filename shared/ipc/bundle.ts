import { z } from "zod";
import { personal, secret } from "../personal.ts";
import { instant, list, prose, text, verbatim, word } from "../text.ts";
import { sha256Schema } from "../domain/journal.ts";

/** Version of the form of a support bundle; a newer one is refused. */
export const bundleFormat = 1;

/** The parts that the program makes, as they are named in the zip. */
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
 * Why a file is not read as a bundle. `missing`: there is no such file; `foreign`: it has an entry
 * that no bundle has, such as a path or a link; `changed`: a part differs from its SHA-256 in the
 * manifest; `content`: a part does not say what its form promises.
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

const pixels = z.number().int().min(0).max(100_000);
/** Sizes in CSS pixels, and device pixels for each of them. */
export const viewSchema = z.object({
  window: z.object({ width: pixels, height: pixels }),
  screen: z.object({ width: pixels, height: pixels }),
  scale: z.number().min(0).max(100),
});
export type View = z.infer<typeof viewSchema>;

const previewId = z.uuid();

/** What would be saved: made once, and saved by its id. */
export const previewSchema = z.object({
  id: previewId,
  parts: list(z.object({ name: z.enum(madeParts), bytes: z.number().int().nonnegative() }), madeParts.length),
});
export type Preview = z.infer<typeof previewSchema>;

/** Most of a part that is shown at once, in UTF-16 units. */
export const longestLook = 50_000;
export const lookRequestSchema = z.object({
  id: previewId,
  name: z.enum(madeParts),
  from: z.number().int().nonnegative(),
});
/**
 * Lines of a part; they are in the bundle already, so that a recording has no second copy of them.
 * `next`: where the part goes on, null at its end.
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
/** Where the bundle lies, and its size in bytes. */
export const savedBundleSchema = z.object({ file: prose, bytes: z.number().int() });
export type SavedBundle = z.infer<typeof savedBundleSchema>;
