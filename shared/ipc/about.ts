import { z } from "zod";
import { plain } from "../personal.ts";
import { instant, list, verbatim, word } from "../text.ts";

/** Metadata of the build; null if it was not made in a Git work tree. */
export const buildSchema = z.object({ commit: word.nullable(), date: instant.nullable() });
export type Build = z.infer<typeof buildSchema>;

/** A third-party package in the program. `license`: an SPDX identifier or expression. */
const licenceSchema = z.object({
  name: word,
  version: word,
  license: word,
  text: plain(verbatim(200_000)),
});
export type Licence = z.infer<typeof licenceSchema>;
export const licencesSchema = list(licenceSchema, 1_000);

export const aboutProgramSchema = z.object({
  build: buildSchema,
  /** The runtime, such as Electron and Node.js, and the operating system last. */
  runtime: list(z.object({ name: word, version: word }), 20),
  /** The API version of the program: a back end with another one counts as offline. */
  api: word,
});
export type AboutProgram = z.infer<typeof aboutProgramSchema>;
