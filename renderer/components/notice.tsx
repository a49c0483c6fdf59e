import "./notice.css";
import type { ReactNode } from "react";
import { Icon } from "./icons.tsx";

const icons = { fault: "fault", warning: "warning", good: "done", wait: "wait" } as const;

interface NoticeProps {
  readonly tone: keyof typeof icons;
  readonly title?: string;
  readonly children?: ReactNode;
  /** Interrupts a screen reader. */
  readonly role?: "alert";
  /** Waits for a pause of a screen reader. */
  readonly isPolite?: boolean;
}

/** A framed sentence that must be noticed. */
export function Notice({ tone, title, children, role, isPolite }: NoticeProps): ReactNode {
  return (
    <div className={`notice notice-${tone}`} role={role} aria-live={isPolite ? "polite" : undefined}>
      <Icon name={icons[tone]} />
      <div className="notice-body">
        {title === undefined ? null : <p className="notice-title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
