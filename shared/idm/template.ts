import { z } from "zod";

/** What Admin lists: Home > (category) > (name). */
export const templateSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  category: z.object({ id: z.string(), name: z.string() }),
});
export type TemplateSummary = z.infer<typeof templateSummarySchema>;

const templateStateSchema = z.object({
  id: z.string(),
  name: z.string(),
  additionalCommands: z.array(z.object({ process: z.string() })),
});

/** A core template. `availableProcesses` and `settingChoices` are for the editor and ignored in a PUT. */
export const templateSchema = templateSummarySchema.extend({
  version: z.number().int().nonnegative(),
  states: z.array(templateStateSchema),
  settings: z.record(z.string(), z.string()),
  availableProcesses: z.array(z.object({ symbolicName: z.string(), name: z.string() })),
  settingChoices: z.array(
    z.object({
      name: z.string(),
      label: z.string(),
      choices: z.array(z.object({ value: z.string(), label: z.string() })),
    }),
  ),
});
export type Template = z.infer<typeof templateSchema>;

/** The part of a core template that an administrator saves. */
export const templateEditSchema = z.object({
  states: z.array(z.object({ id: z.string(), additionalCommands: z.array(z.object({ process: z.string() })) })),
  settings: z.record(z.string(), z.string()),
});
export type TemplateEdit = z.infer<typeof templateEditSchema>;
