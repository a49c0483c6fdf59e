import type { ReactNode } from "react";
import { maySee } from "#shared/domain/roles.ts";
import { useWords } from "../../desk/words.ts";
import { StartPanel } from "./start-panel.tsx";

/** First steps in the sandbox, for an operator who is new to the program. */
export function FirstSteps({ roles }: { readonly roles: readonly string[] }): ReactNode {
  const { say } = useWords();
  const steps = [
    "first.search" as const,
    ...(maySee("tasks", roles) ? (["first.tasks"] as const) : []),
    "first.enable" as const,
    "first.help" as const,
  ];
  return (
    <StartPanel title={say("first.title")}>
      <ol className="first-steps">
        {steps.map((step) => (
          <li key={step}>{say(step, { number: "VSC-000002" })}</li>
        ))}
      </ol>
    </StartPanel>
  );
}
