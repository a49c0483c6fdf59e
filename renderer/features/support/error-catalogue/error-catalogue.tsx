import "./error-catalogue.css";
import { useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import type { ErrorCode } from "#shared/errors.ts";
import { TextField } from "../../../components/text-field.tsx";
import { useWords } from "../../../desk/words.ts";
import { ErrorEntry } from "./error-entry.tsx";
import { findErrors } from "./find-errors.ts";

interface ErrorCatalogueProps {
  /** The error that a link leads to. */
  readonly code: ErrorCode | null;
}

/**
 * Every error of the program: what happened, what it means for the card, what the operator does,
 * what support does. It sends no request, and so works without a log-in and without a connection.
 */
export function ErrorCatalogue({ code: linked }: ErrorCatalogueProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const [text, setText] = useState("");
  const [open, setOpen] = useState(linked);
  const [at, setAt] = useState(linked);
  const list = useRef<HTMLDivElement>(null);
  const found = findErrors(words, text);
  const codes = found.flatMap((group) => group.codes);
  const tabStop = at !== null && codes.includes(at) ? at : codes[0];

  function find(next: string): void {
    setText(next);
    const [only, ...others] = findErrors(words, next).flatMap((group) => group.codes);
    if (only !== undefined && others.length === 0) setOpen(only);
  }

  function move(event: KeyboardEvent): void {
    const lines = [...(list.current?.querySelectorAll<HTMLElement>(".error-line") ?? [])];
    const now = lines.findIndex((line) => line === document.activeElement);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: now + 1,
      ArrowUp: now - 1,
      Home: 0,
      End: lines.length - 1,
    };
    const next = moves[event.key];
    if (next === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    lines[next]?.focus();
  }

  return (
    <div className="error-catalogue">
      <div className="error-find">
        <TextField
          type="search"
          label={say("errors.find")}
          hint={say("errors.findHint")}
          value={text}
          onChange={find}
        />
        <output className="quiet">{say("errors.found", { count: codes.length })}</output>
      </div>
      {codes.length === 0 ? <p>{say("errors.none")}</p> : null}
      <div ref={list}>
        {found.map(({ group, codes }) => (
          <section key={group}>
            <h2 className="error-group">{say(`errors.group.${group}`)}</h2>
            <ul className="error-list">
              {codes.map((code) => (
                <ErrorEntry
                  key={code}
                  code={code}
                  isOpen={open === code}
                  isLinked={linked === code}
                  isTabStop={tabStop === code}
                  onFocus={() => setAt(code)}
                  onKeyDown={move}
                  onToggle={() => setOpen(open === code ? null : code)}
                />
              ))}
            </ul>
          </section>
        ))}
      </div>
    </div>
  );
}
