import { z } from "zod";
import { label, list, word } from "../text.ts";
import { plain } from "../personal.ts";

/**
 * The life cycle of the objects of a core template: its states, and the processes that lead from
 * one to another. `to` null: the object is deleted. A state without a transition into it is not
 * reached by a process of this template.
 */
export const stateGraphSchema = z.object({
  coreTemplate: word,
  name: plain(label),
  states: list(z.object({ id: word, name: plain(label), final: z.boolean() }), 100),
  transitions: list(z.object({ process: word, processName: plain(label), from: word, to: word.nullable() }), 1_000),
});
export type StateGraph = z.infer<typeof stateGraphSchema>;
