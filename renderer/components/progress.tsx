import "./progress.css";
import type { ReactNode } from "react";

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** Null while the total is not known. */
  readonly total: number | null;
  /** The counts as text. */
  readonly text: string;
}

/**
 * Progress of a long task. It is visible, and a screen reader reads it on demand; steps are not
 * announced.
 */
export function Progress({ label, done, total, text }: ProgressProps): ReactNode {
  return (
    <div className="progress">
      <progress aria-label={label} {...(total === null ? {} : { value: done, max: Math.max(1, total) })} />
      <span className="progress-count">{text}</span>
    </div>
  );
}
