import type { ReactNode } from "react";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { useScenarioWords } from "./scenario-words.ts";

/**
 * Names the scenario that runs in the sandbox, so that the operator does not take it for a real
 * fault.
 */
export function ScenarioMark(): ReactNode {
  const { say } = useWords();
  const { nameOf } = useScenarioWords();
  const { current } = useCore((core) => core.scenario);
  if (current === null) return null;
  return <output className="mark">{say("scenarios.now", { name: nameOf(current) })}</output>;
}
