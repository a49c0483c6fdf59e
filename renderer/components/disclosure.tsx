import "./disclosure.css";
import { useState, type ReactNode } from "react";

interface DisclosureProps {
  readonly title: string;
  /** The title as a screen reader says it, where several look alike. */
  readonly label?: string;
  /** Open when it appears; after that it is up to the operator. */
  readonly startsOpen?: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** What is seldom wanted, behind its title: the browser's own, with our mark. */
export function Disclosure({ title, label, startsOpen = false, onToggle, children }: DisclosureProps): ReactNode {
  const [isOpenAtFirst] = useState(startsOpen);
  return (
    <details className="disclosure" open={isOpenAtFirst} onToggle={(event) => onToggle?.(event.currentTarget.open)}>
      <summary className="disclosure-title" aria-label={label}>
        {title}
      </summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
