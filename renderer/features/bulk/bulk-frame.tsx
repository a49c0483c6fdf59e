import "./bulk.css";
import type { ReactNode } from "react";
import { Screen } from "../../components/screen.tsx";
import { Steps } from "../../components/steps.tsx";
import { useWords } from "../../desk/words.ts";
import type { PrepareStep } from "./bulk-choice.ts";

interface BulkFrameProps {
  /** `run` becomes `result` when the bulk no longer runs. */
  readonly step: PrepareStep | "run" | "result";
  readonly title: string;
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** A step of a bulk, with its place among the steps and its buttons always in sight. */
export function BulkFrame({ step, title, footer, children }: BulkFrameProps): ReactNode {
  const { say } = useWords();
  const last = step === "run" ? "run" : "result";
  const steps = ["process", "objects", "check", last] as const;
  return (
    <Screen
      // A new screen for each step, so that its heading takes the focus.
      key={steps.indexOf(step)}
      title={title}
      actions={
        <Steps
          label={say("bulk.steps")}
          steps={steps.map((each) => say(`bulk.step.${each}`))}
          current={steps.indexOf(step)}
        />
      }
      footer={footer}
    >
      {children}
    </Screen>
  );
}
