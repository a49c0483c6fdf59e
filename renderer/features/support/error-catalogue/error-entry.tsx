import { useEffect, useId, useRef, type KeyboardEvent, type ReactNode } from "react";
import { errorNumber } from "#shared/error-numbers.ts";
import type { ErrorCode } from "#shared/errors.ts";
import { useWords } from "../../../desk/words.ts";
import { CopyTextButton } from "../../../parts/copy-text-button.tsx";

interface ErrorEntryProps {
  readonly code: ErrorCode;
  readonly isOpen: boolean;
  /** A link leads here: the line takes the focus when it appears. */
  readonly isLinked: boolean;
  /** Tab stops at one line of the list; arrow keys reach the others. */
  readonly isTabStop: boolean;
  readonly onFocus: () => void;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onToggle: () => void;
}

/** A line of the catalogue, and below it the texts of the error. */
export function ErrorEntry({ code, isOpen, isLinked, isTabStop, onToggle, ...onLine }: ErrorEntryProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const line = useRef<HTMLButtonElement>(null);
  const entry = useRef<HTMLLIElement>(null);
  const number = errorNumber(code);

  useEffect(() => {
    if (isLinked) line.current?.focus();
  }, [isLinked]);

  useEffect(() => {
    if (isOpen) entry.current?.scrollIntoView({ block: "nearest" });
  }, [isOpen]);

  return (
    <li ref={entry} className="error-entry">
      <h3>
        <button
          ref={line}
          type="button"
          className="error-line"
          aria-expanded={isOpen}
          aria-controls={isOpen ? id : undefined}
          tabIndex={isTabStop ? 0 : -1}
          onClick={onToggle}
          {...onLine}
        >
          <span className="error-number">{number}</span>
          <span className="error-name">{code}</span>
          <span className="error-happened">{say(`error.${code}.happened`)}</span>
        </button>
      </h3>
      {isOpen ? (
        <div id={id} className="error-about">
          <dl>
            <dt>{say("errors.means")}</dt>
            <dd>{say(`error.${code}.means`)}</dd>
            <dt>{say("errors.next")}</dt>
            <dd>{say(`error.${code}.next`)}</dd>
            <dt>{say("errors.support")}</dt>
            <dd>{say(`error.${code}.support`)}</dd>
          </dl>
          <CopyTextButton text={`${number} ${code}`} label={say("app.copy", { what: say("errors.what") })} />
        </div>
      ) : null}
    </li>
  );
}
