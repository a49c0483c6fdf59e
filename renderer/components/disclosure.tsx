import "./disclosure.css";
import { useState, type ReactNode } from "react";

interface DisclosureProps {
  readonly title: string;
  /** Open when it appears; after that it is up to the operator. */
  readonly startsOpen?: boolean;
  readonly children: ReactNode;
}

/** What is seldom wanted, behind its title: the browser's own, with our mark. */
export function Disclosure({ title, startsOpen = false, children }: DisclosureProps): ReactNode {
  const [isOpenAtFirst] = useState(startsOpen);
  return (
    <details className="disclosure" open={isOpenAtFirst}>
      <summary className="disclosure-title">{title}</summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
