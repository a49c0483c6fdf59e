import "./search-field.css";
import { useEffect, type KeyboardEvent, type ReactNode, type RefObject } from "react";
import { useStore } from "zustand";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";
import { KeysShown } from "../../desk/keys-shown.tsx";
import { useWords } from "../../desk/words.ts";
import { SelectField } from "../../components/select-field.tsx";
import { shown } from "./found.ts";
import { quickSearch } from "./quick-search-store.ts";
import { resultsId } from "./result-grid.tsx";
import { resultId } from "./result-row.tsx";

interface SearchFieldProps {
  readonly field: RefObject<HTMLInputElement | null>;
  readonly list: RefObject<HTMLSelectElement | null>;
}

/** The field of the quick search and its configuration; typing leads to the results. */
export function SearchField({ field, list }: SearchFieldProps): ReactNode {
  const desk = useDesk();
  const { core, navigation } = desk;
  const search = quickSearch(desk);
  const { say } = useWords();
  const { configurations, chosen, text, answer, active, isOpening, ...act } = useStore(search);
  const isHere = useStore(navigation, ({ route }) => route.screen === "search" || route.screen === "start");
  const found = isHere ? shown(answer) : null;

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

  function goToResults(): void {
    if (navigation.getState().route.screen !== "search") navigation.getState().go({ screen: "search" });
  }

  async function open(): Promise<void> {
    const { route } = navigation.getState();
    const ref = await act.open();
    // An operator who navigated away meanwhile stays there.
    if (navigation.getState().route !== route) return;
    if (ref !== null) navigation.getState().go({ screen: "object", ref });
    else goToResults();
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (isOpening) {
      // Keys after Enter are meant for the object that opens: here they would change the search.
      if (event.key === "Escape") act.giveUp();
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
    <search className="search-bar">
      <SelectField
        ref={list}
        label={say("search.configuration")}
        isLabelHidden
        value={chosen ?? ""}
        choices={
          configurations.kind === "read" ? configurations.list.map(({ id, name }) => ({ value: id, label: name })) : []
        }
        onChange={(id) => {
          goToResults();
          void act.choose(id);
          field.current?.focus();
        }}
      />
      <div className="search-field">
        <label htmlFor="search-text" className="visually-hidden">
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
          placeholder={say("search.placeholder")}
          aria-controls={found === null ? undefined : resultsId}
          aria-activedescendant={found === null || found.items.length === 0 ? undefined : resultId(active)}
          aria-describedby="search-hint"
          onChange={(event) => {
            // Navigate first, or the history entry of the screen that is left would keep the new
            // text.
            goToResults();
            void act.type(event.target.value);
          }}
          onKeyDown={onKeyDown}
        />
        <p id="search-hint" className="visually-hidden">
          {say("search.hint")}
        </p>
        <span className="search-key" aria-hidden="true">
          <KeysShown keys={["Ctrl", "K"]} />
        </span>
      </div>
    </search>
  );
}

/** Returns the index that a key moves to, null for other keys. */
export function targetOf(key: string, active: number, count: number): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return active + 1;
  if (key === "ArrowUp") return active - 1;
  if (key === "PageDown") return active + 10;
  if (key === "PageUp") return active - 10;
  return null;
}
