import { useId, type ReactNode } from "react";
import { KeysShown } from "../../desk/keys-shown.tsx";

interface StartPanelProps {
  readonly title: string;
  /** Keys that lead to it, or a link to all of it. */
  readonly keys?: readonly string[];
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
        {keys === undefined ? null : (
          <span aria-hidden="true">
            <KeysShown keys={keys} />
          </span>
        )}
        {more}
      </header>
      {children}
    </section>
  );
}
