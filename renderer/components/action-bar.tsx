import "./action-bar.css";
import type { ReactNode } from "react";

interface ActionBarProps {
  /** The object of the buttons, such as the number of chosen objects. */
  readonly status?: ReactNode;
  /** The buttons, the next step last. */
  readonly children: ReactNode;
}

/** The buttons of a screen at its lower edge, always in sight. */
export function ActionBar({ status, children }: ActionBarProps): ReactNode {
  return (
    <div className="action-bar">
      <div className="action-status">{status}</div>
      <div className="buttons">{children}</div>
    </div>
  );
}
