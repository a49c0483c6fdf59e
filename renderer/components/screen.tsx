import "./screen.css";
import type { ReactNode } from "react";
import { FocusedHeading } from "./focused-heading.tsx";

interface ScreenProps {
  /** The heading, which takes the focus when the screen opens. */
  readonly title: string;
  /** Shown beside the heading; concerns the whole screen. */
  readonly actions?: ReactNode;
  /** Always in sight, such as an `ActionBar`. */
  readonly footer?: ReactNode;
  readonly children: ReactNode;
}

/** A screen as high as the window: head and foot stay in place, the part between them scrolls. */
export function Screen({ title, actions, footer, children }: ScreenProps): ReactNode {
  return (
    <div className="screen">
      <div className="screen-scroll">
        <header className="screen-head">
          <FocusedHeading level={1}>{title}</FocusedHeading>
          {actions === undefined ? null : <div className="buttons">{actions}</div>}
        </header>
        <div className="screen-body">{children}</div>
      </div>
      {footer}
    </div>
  );
}
