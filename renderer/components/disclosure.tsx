import "./disclosure.css";
import type { ReactNode } from "react";

interface DisclosureProps {
  readonly title: string;
  readonly children: ReactNode;
}

/** What is seldom wanted, behind its title: the browser's own, with our mark. */
export function Disclosure({ title, children }: DisclosureProps): ReactNode {
  return (
    <details className="disclosure">
      <summary className="disclosure-title">{title}</summary>
      <div className="disclosure-body">{children}</div>
    </details>
  );
}
