import type { ReactNode } from "react";

/** The heading of a step. Each new one takes the focus, so that a screen reader reads on from the new step. */
export function StepHeading({ text }: { readonly text: string }): ReactNode {
  return (
    <h3 key={text} ref={focus} tabIndex={-1} className="step-heading">
      {text}
    </h3>
  );
}

function focus(heading: HTMLElement | null): void {
  heading?.focus();
}
