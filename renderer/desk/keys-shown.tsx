import { Fragment, type ReactNode } from "react";
import { useWords } from "./words.ts";

interface KeysShownProps {
  /** Keys that are pressed together, by their English names: `Ctrl`, `Shift`, `P`. */
  readonly keys: readonly string[];
  readonly className?: string;
}

/** Keys with the names that stand on the keyboards of the language: `Strg`, `Maj`. */
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
