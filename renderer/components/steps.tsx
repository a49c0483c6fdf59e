import "./steps.css";
import type { ReactNode } from "react";

interface StepsProps {
  /** Names the list. */
  readonly label: string;
  readonly steps: readonly string[];
  /** Index of the step that is shown. */
  readonly current: number;
}

/** Shows the operator's position in a task of several steps. */
export function Steps({ label, steps, current }: StepsProps): ReactNode {
  return (
    <ol className="steps" aria-label={label}>
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < current ? "step step-past" : "step"}
          {...(index === current ? { "aria-current": "step" } : {})}
        >
          {step}
        </li>
      ))}
    </ol>
  );
}
