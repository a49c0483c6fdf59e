import type { StateGraph } from "#shared/idm/state-graph.ts";
import { word, type Texts } from "../texts/texts.ts";
import { processesOf, takes } from "./catalogue.ts";
import type { TemplateDefinition } from "./core-templates.ts";

/** Returns the states of a core template's objects and the transitions that the catalogue has. */
export function stateGraph({ id, states, finalStates }: TemplateDefinition, texts: Texts): StateGraph {
  return {
    coreTemplate: id,
    name: texts.templates[id],
    states: states.map((state) => ({
      id: state,
      name: word(texts.states[id], state),
      final: finalStates.includes(state),
    })),
    transitions: processesOf(id).flatMap((process) =>
      states
        .filter((state) => takes(process, state))
        .map((from) => ({
          process: process.symbolicName,
          processName: texts.processes[process.symbolicName].name,
          from,
          to: process.effect.state,
        })),
    ),
  };
}
