import { z } from "zod";
import { dictionary, idText, label, list, prose, verbatim, word } from "../text.ts";
import { plain } from "../personal.ts";

/** An entry in the list of Admin: Home > (category) > (name). */
export const templateSummarySchema = z.object({
  id: plain(idText),
  name: plain(label),
  category: z.object({ id: word, name: plain(label) }),
});
export type TemplateSummary = z.infer<typeof templateSummarySchema>;

const templateStateSchema = z.object({
  id: word,
  name: plain(label),
  additionalCommands: list(z.object({ process: word }), 200),
});

/**
 * A core template. `availableProcesses` and `settingChoices` are for the editor and ignored in a
 * PUT.
 */
export const templateSchema = templateSummarySchema.extend({
  version: z.number().int().nonnegative(),
  states: list(templateStateSchema, 100),
  settings: dictionary(word, plain(prose), 200),
  availableProcesses: list(z.object({ symbolicName: word, name: plain(label) }), 200),
  settingChoices: list(
    z.object({
      name: word,
      label: plain(label),
      choices: list(z.object({ value: plain(prose), label: plain(label) }), 100),
    }),
    200,
  ),
});
export type Template = z.infer<typeof templateSchema>;

/** The part of a core template that an administrator saves. */
export const templateEditSchema = z.object({
  states: list(
    z.object({ id: plain(verbatim(200)), additionalCommands: list(z.object({ process: plain(verbatim(200)) }), 200) }),
    100,
  ),
  settings: dictionary(plain(verbatim(200)), plain(verbatim(10_000)), 200),
});
export type TemplateEdit = z.infer<typeof templateEditSchema>;
