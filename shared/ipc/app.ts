import { z } from "zod";
import { plain } from "../personal.ts";
import { list, prose, word } from "../text.ts";
import { operatorErrorSchema } from "../errors.ts";

export const languages = ["en", "sv", "de", "fr"] as const;
export type Language = (typeof languages)[number];
/** A pseudo-locale: altered English with which the screens are tested; for the sandbox only. */
export const pseudoLocale = "en-XA";
export const themes = ["system", "light", "dark"] as const;
export const densities = ["comfortable", "compact"] as const;
export const timeFormats = ["system", "h12", "h23"] as const;
/** Levels of the log: it keeps lines of the chosen level and of more severe ones. */
export const logLevels = ["error", "warn", "info"] as const;

export const settingsSchema = z.object({
  /** Null: the system's language, or English if there is no translation. */
  language: z.enum([...languages, pseudoLocale]).nullable(),
  theme: z.enum(themes),
  /** The spacing of rows and controls. */
  density: z.enum(densities),
  /** The tour of the start screen was ended on this machine, and is not offered again. */
  tourEnded: z.boolean(),
  /** Minutes without keyboard or pointer input, in any window, until the core locks the session. */
  idleMinutes: z.number().int().min(1).max(240),
  /** Desktop notifications of tasks, of sent journal entries and of cards that expire. */
  notifications: z.boolean(),
  /** ISO 3166 region by which dates and numbers are written; null: the system's. */
  region: plain(
    z
      .string()
      .max(2)
      .regex(/^[A-Z]{2}$/),
  ).nullable(),
  timeFormat: z.enum(timeFormats),
  logLevel: z.enum(logLevels),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsChangeSchema = settingsSchema.partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

/** The state of the settings file at the start. */
export const settingsFileSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("sound") }),
  /** It could not be read, and was kept under this name; the program started with the defaults. */
  z.object({ kind: z.literal("kept-aside"), file: word }),
  /** A newer version wrote it: it is left as it is, and changes last until the program ends. */
  z.object({ kind: z.literal("newer") }),
]);
export type SettingsFile = z.infer<typeof settingsFileSchema>;

/** The part of the configuration that the policy of the site sets for all operators. */
export const managedSchema = z.object({
  /** Who set it; null: there is no policy. */
  organisation: prose.nullable(),
  /** Names of settings, `environments` and `logInWays`: those that the policy sets. */
  keys: list(word, 100),
});
export type Managed = z.infer<typeof managedSchema>;

/** Whether the back end answers. */
export const connectionSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("connecting") }),
  z.object({ kind: z.literal("online"), product: word }),
  z.object({ kind: z.literal("offline"), error: operatorErrorSchema }),
]);
export type Connection = z.infer<typeof connectionSchema>;

export const appInfoSchema = z.object({
  version: word,
  shell: z.enum(["electron", "browser"]),
  /**
   * The address of the back end, and whether it is the sandbox that was started with the program.
   */
  idm: z.object({ url: prose, sandbox: z.boolean() }),
  /** BCP 47 tag of the system's language. */
  systemLanguage: word,
});
export type AppInfo = z.infer<typeof appInfoSchema>;
