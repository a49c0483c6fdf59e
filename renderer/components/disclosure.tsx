import "./disclosure.css";
import { useState, type ReactNode } from "react";

interface DisclosureProps {
  readonly title: string;
  /** The title for screen readers, if several look alike. */
  readonly label?: string;
  /** Whether it is open at first; after that the operator decides. */
  readonly startsOpen?: boolean;
  readonly onToggle?: (isOpen: boolean) => void;
  readonly children: ReactNode;
}

/** Hides seldom needed content behind its title: the browser's own element, with our mark. */
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
