import { Fragment, type ReactNode } from "react";
import { useWords } from "./words.ts";

interface KeysShownProps {
  /** Keys pressed together, by their English names: `Ctrl`, `Shift`, `P`. */
  readonly keys: readonly string[];
  readonly className?: string;
}

/** Shows keys by their names on keyboards of the page's language: `Strg`, `Maj`. */
export function KeysShown({ keys, className }: KeysShownProps): ReactNode {
  const { term } = useWords();
  return (
    <span className={className}>
      {keys.map((key, index) => (
        <Fragment key={key}>
          {index === 0 ? null : " "}
          <kbd>{term("key", key)}</kbd>
        </Fragment>
      ))}
    </span>
  );
}
