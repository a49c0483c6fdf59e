import "./quick-search.css";
import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useStore } from "zustand";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { CardInReader } from "../../parts/card-reader/card-in-reader.tsx";
import { ResultsAge } from "../../parts/local-view/local-view.tsx";
import { quickSearch, shown, type Found } from "./quick-search-store.ts";
import { ResultGrid, resultId } from "./result-grid.tsx";

const resultsId = "search-results";

interface SearchScreenProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLSelectElement | null>;
}

/** The start screen: configuration, search field and results. */
export function SearchScreen({ field, list }: SearchScreenProps): ReactNode {
  const desk = useDesk();
  const { core, navigation } = desk;
  const search = quickSearch(desk);
  const { say } = useWords();
  const { configurations, chosen, text, answer, active, ...act } = useStore(search);
  const found = shown(answer);
  const opening = useRef<object | null>(null);
  const [isOpening, setOpening] = useState(false);
  const configuration =
    configurations.kind === "read" ? configurations.list.find((each) => each.id === chosen) : undefined;

  useEffect(() => {
    const refresh = (): void => void search.getState().refresh();
    refresh();
    const ends = [
      onSessionBack(core, refresh),
      // Offline the working set answers the search, online the back end.
      core.subscribe(({ offline: now }, { offline: before }) => now.working !== before.working && refresh()),
    ];
    return () => ends.forEach((end) => end());
  }, [search, core]);
  useEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [field]);

  async function open(): Promise<void> {
    const mine = {};
    opening.current = mine;
    setOpening(true);
    const ref = await act.pick();
    if (opening.current !== mine) return;
    giveUp();
    if (ref !== null) navigation.getState().go({ screen: "object", ref });
  }

  function giveUp(): void {
    opening.current = null;
    setOpening(false);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isOpening) {
      // Keys after Enter are for what opens: here they would search for something else.
      if (event.key === "Escape") giveUp();
      if (event.key !== "Tab") event.preventDefault();
      return;
    }
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const to = targetOf(event.key, active, found?.items.length ?? 0);
    if (to !== null) {
      event.preventDefault();
      act.move(to);
    } else if (event.key === "Enter" && !event.repeat) {
      event.preventDefault();
      void open();
    }
  }

  return (
    <section className="search" aria-label={say("area.search")}>
      <h1 className="visually-hidden">{say("area.search")}</h1>
      <div className="search-bar">
        <SelectField
          ref={list}
          label={say("search.configuration")}
          value={chosen ?? ""}
          choices={
            configurations.kind === "read"
              ? configurations.list.map(({ id, name }) => ({ value: id, label: name }))
              : []
          }
          onChange={(id) => {
            void act.choose(id);
            field.current?.focus();
          }}
        />
        <div className="field search-field">
          <label htmlFor="search-text" className="field-label">
            {say("search.field")}
          </label>
          <input
            id="search-text"
            ref={field}
            className="field-input"
            type="search"
            value={text}
            readOnly={isOpening}
            autoComplete="off"
            spellCheck={false}
            aria-controls={resultsId}
            aria-activedescendant={found === null || found.items.length === 0 ? undefined : resultId(active)}
            aria-describedby="search-hint"
            onChange={(event) => act.type(event.target.value)}
            onKeyDown={onKeyDown}
          />
        </div>
      </div>
      <p id="search-hint" className="field-hint">
        {say("search.hint")}
      </p>
      <CardInReader />
      {configurations.kind === "failed" ? (
        <ErrorBox error={configurations.error}>
          <Button onPress={() => void act.refresh()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      <ResultsAge />
      <Count found={found} isAsking={answer.kind === "asking"} isOpening={isOpening} />
      {answer.kind === "failed" ? (
        <ErrorBox error={answer.error}>
          <Button onPress={() => void act.again()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      <div id={resultsId} className="search-results">
        {configuration === undefined || found === null || found.items.length === 0 ? null : (
          <ResultGrid
            configuration={configuration}
            found={found}
            active={active}
            isBusy={answer.kind === "asking"}
            onKeyDown={onKeyDown}
            onOpen={(ref) => navigation.getState().go({ screen: "object", ref })}
            onMore={() => void act.readMore()}
          />
        )}
        {answer.kind === "none" ? (
          <div className="empty">
            <p className="empty-title">{say("search.startTitle")}</p>
            <p>{say("search.keys")}</p>
          </div>
        ) : null}
        {answer.kind === "found" && answer.found.items.length === 0 ? <Nothing text={answer.found.text} /> : null}
      </div>
    </section>
  );
}

/** The index that a key moves to, null for other keys. */
function targetOf(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return active + 1;
  if (key === "ArrowUp") return active - 1;
  if (key === "PageDown") return active + 10;
  if (key === "PageUp") return active - 10;
  return null;
}

interface CountProps {
  readonly found: Found | null;
  readonly isAsking: boolean;
  /** Enter was pressed, and what it opens is being looked for. */
  readonly isOpening: boolean;
}

/** The number of results, never capped silently; a screen reader announces changes. */
function Count({ found, isAsking, isOpening }: CountProps): ReactNode {
  const { say } = useWords();
  return (
    <output className="search-count">
      {isOpening ? say("search.opening") : isAsking ? say("search.busy") : found === null ? "" : counted(say, found)}
    </output>
  );
}

function counted(say: ReturnType<typeof useWords>["say"], { items, total }: Found): string {
  if (total.relation === "gte") return say("search.countingAtLeast", { shown: items.length, total: total.value });
  if (items.length < total.value) return say("search.counting", { shown: items.length, total: total.value });
  return say("search.counted", { total: total.value });
}

function Nothing({ text }: { readonly text: string }): ReactNode {
  const { say } = useWords();
  const short = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return (
    <div className="empty">
      <p className="empty-title">{say("search.emptyTitle", { text: short })}</p>
      <p>{say("search.emptyNext")}</p>
    </div>
  );
}
