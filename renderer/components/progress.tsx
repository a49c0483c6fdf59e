import "./progress.css";
import type { ReactNode } from "react";

interface ProgressProps {
  readonly label: string;
  readonly done: number;
  /** Null while it is not known how much there is. */
  readonly total: number | null;
  /** The counts in words. */
  readonly text: string;
}

/**
 * Progress of a long task. Visible, and read by a screen reader on demand; not announced at each
 * step.
 */
export function Progress({ label, done, total, text }: ProgressProps): ReactNode {
  return (
    <div className="progress">
      <progress aria-label={label} {...(total === null ? {} : { value: done, max: Math.max(1, total) })} />
      <span className="progress-count">{text}</span>
    </div>
  );
}
