import type { ReactNode } from "react";

interface FocusedHeadingProps {
  readonly level: 1 | 3;
  readonly children: ReactNode;
}

/**
 * The heading of new content. It takes the focus when it appears, so that the keyboard and a screen
 * reader continue there; change its `key` to mark it as another heading.
 */
export function FocusedHeading({ level, children }: FocusedHeadingProps): ReactNode {
  const Heading = level === 1 ? "h1" : "h3";
  return (
    <Heading ref={focus} tabIndex={-1} className="focused-heading">
      {children}
    </Heading>
  );
}

function focus(heading: HTMLElement | null): void {
  heading?.focus();
}
