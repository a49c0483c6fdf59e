import type { ScenarioName } from "#shared/sandbox.ts";
import { useWords } from "../../desk/words.ts";

/** Values in the texts. */
const values = { people: 100_000, oldPin: "123456", newPin: "246810" } as const;

/** Returns the texts of a scenario: its name, and a description with suggestions. */
export function useScenarioWords(): {
  readonly nameOf: (name: ScenarioName) => string;
  readonly textOf: (name: ScenarioName) => string;
} {
  const { say } = useWords();
  return {
    nameOf: (name) => say(`scenario.${name}.name`, values),
    textOf: (name) => say(`scenario.${name}.text`, values),
  };
}
