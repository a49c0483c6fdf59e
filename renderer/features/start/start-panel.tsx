import { useId, type ReactNode } from "react";

interface StartPanelProps {
  readonly title: string;
  /** Keys that lead to it, or a link to all of it. */
  readonly keys?: string;
  readonly more?: ReactNode;
  readonly children: ReactNode;
}

/** A part of the start screen. */
export function StartPanel({ title, keys, more, children }: StartPanelProps): ReactNode {
  const id = useId();
  return (
    <section className="panel start-panel" aria-labelledby={id}>
      <header className="start-head">
        <h2 id={id}>{title}</h2>
        {keys === undefined ? null : <kbd aria-hidden="true">{keys}</kbd>}
        {more}
      </header>
      {children}
    </section>
  );
}
