import "./disclosure.css";
import type { ReactNode } from "react";

interface DisclosureProps {
  readonly title: string;
  /** The title as a screen reader says it, where several look alike. */
  readonly label?: string;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** What is seldom wanted, behind its title: the browser's own, with our mark. */
export function Disclosure({ title, label, onToggle, children }: DisclosureProps): ReactNode {
  return (
    <details className="disclosure" onToggle={(event) => onToggle?.(event.currentTarget.open)}>
      <summary className="disclosure-title" aria-label={label}>
        {title}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
