import { z } from "zod";
import { prose, word } from "../text.ts";
import { operatorErrorSchema } from "../errors.ts";

export const languages = ["en", "sv", "de", "fr"] as const;
export type Language = (typeof languages)[number];
/** English as it might look in another language, to test the screens: for the sandbox only. */
export const pseudoLocale = "en-XA";
export const themes = ["system", "light", "dark"] as const;
export const densities = ["comfortable", "compact"] as const;

export const settingsSchema = z.object({
  /** Null: the system's language, or English if there is no translation. */
  language: z.enum([...languages, pseudoLocale]).nullable(),
  theme: z.enum(themes),
  /** How close the rows and controls stand. */
  density: z.enum(densities),
  /** The tour of the start screen was ended on this machine, and is not offered again. */
  tourEnded: z.boolean(),
  /** Minutes without a key or a pointer, in any window, until the core locks the session. */
  idleMinutes: z.number().int().min(1).max(240),
});
export type Settings = z.infer<typeof settingsSchema>;
export const settingsChangeSchema = settingsSchema.partial();
export type SettingsChange = z.infer<typeof settingsChangeSchema>;

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
