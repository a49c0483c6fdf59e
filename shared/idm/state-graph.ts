import { z } from "zod";

/**
 * The life of the objects of a core template: its states, and which process leads from one to another. `to` null: the object is
 * gone. A state without a transition into it is reached by what is no process of this template.
 */
export const stateGraphSchema = z.object({
  coreTemplate: z.string(),
  name: z.string(),
  states: z.array(z.object({ id: z.string(), name: z.string(), final: z.boolean() })),
  transitions: z.array(
    z.object({ process: z.string(), processName: z.string(), from: z.string(), to: z.string().nullable() }),
  ),
});
export type StateGraph = z.infer<typeof stateGraphSchema>;
