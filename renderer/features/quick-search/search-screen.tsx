import "./quick-search.css";
import { useEffect, useState, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import { useStore } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { useObjectMenu } from "../../parts/object-menu.tsx";
import { ResultsAge } from "../../parts/local-view/local-view.tsx";
import { shown, type Found } from "./found.ts";
import { Nothing } from "./nothing.tsx";
import { quickSearch } from "./quick-search-store.ts";
import { ResultGrid, resultsId, type Look } from "./result-grid.tsx";
import { ColumnChoice, LookToggle, SortControl, StateFilter } from "./result-tools.tsx";
import { resultView } from "./result-view.ts";
import { targetOf } from "./search-field.tsx";

interface SearchScreenProps {
  readonly look: Look;
  /** There is room for a list with an object beside it. */
  readonly isRoomy: boolean;
  /**
   * The object that is shown beside the results; its row is marked. Null: the one that Enter opens.
   */
  readonly current: Ref | null;
  /** What is shown as long as nothing is searched for. */
  readonly children?: ReactNode;
}

/** The results of the quick search; the children while nothing is searched for. */
export function SearchScreen({ look, isRoomy, current, children }: SearchScreenProps): ReactNode {
  const desk = useDesk();
  const { navigation } = desk;
  const { say } = useWords();
  const search = useStore(quickSearch(desk));
  const objectMenu = useObjectMenu();
  const { configurations, chosen, answer, active } = search;
  const hidden = useStore(resultView(desk), (view) => view.hidden[chosen ?? ""]) ?? none;
  const found = shown(answer);
  const isAsking = answer.kind === "asking";
  const configuration =
    configurations.kind === "read" ? configurations.list.find((each) => each.id === chosen) : undefined;
  const selected = current === null ? active : (found?.items.findIndex(({ ref }) => sameRef(ref, current)) ?? -1);

  function open(index: number): void {
    const item = found?.items[index];
    if (item === undefined) return;
    search.move(index);
    navigation.getState().go({ screen: "object", ref: item.ref });
  }

  function openMenu(event: MouseEvent, index: number): void {
    const item = found?.items[index];
    if (item !== undefined) objectMenu.open(event, { ref: item.ref, number: item.label });
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.target !== event.currentTarget) return;
    const to = targetOf(event.key, selected, found?.items.length ?? 0);
    if (to !== null) {
      event.preventDefault();
      search.move(to);
      if (current !== null) navigation.getState().go({ screen: "search" });
    } else if (event.key === "Enter") {
      event.preventDefault();
      open(selected);
    }
  }

  const failed = configurations.kind === "failed" ? configurations : answer.kind === "failed" ? answer : null;
  return (
    <section className="search" aria-label={say("area.search")}>
      {current === null ? <h1 className="visually-hidden">{say("area.search")}</h1> : null}
      <ResultsAge />
      {objectMenu.menu}
      {answer.kind === "none" ? children : null}
      {answer.kind === "none" || configuration === undefined ? null : (
        <header className="results-head" data-look={look}>
          <Count found={found} isAsking={isAsking} isOpening={search.isOpening} />
          <StateFilter configuration={configuration} found={found} />
          <div className="results-tools">
            {look === "table" ? <ColumnChoice configuration={configuration} /> : null}
            {isRoomy && current === null ? <LookToggle /> : null}
            {look === "list" ? <SortControl configuration={configuration} /> : null}
          </div>
        </header>
      )}
      {failed === null ? null : (
        <ErrorBox error={failed.error}>
          <Button onPress={() => void (configurations.kind === "failed" ? search.refresh() : search.again())}>
            {say("app.retry")}
          </Button>
        </ErrorBox>
      )}
      <div id={resultsId} className="search-results">
        {isAsking && found === null ? <ComingRows /> : null}
        {configuration === undefined || found === null || found.items.length === 0 ? null : (
          <ResultGrid
            configuration={configuration}
            found={found}
            look={look}
            hidden={hidden}
            selected={selected}
            isBusy={isAsking}
            onKeyDown={onKeyDown}
            onOpen={open}
            onMenu={openMenu}
            onMore={search.readMore}
            onSort={search.sortBy}
          />
        )}
        {answer.kind === "found" && answer.found.items.length === 0 ? <Nothing found={answer.found} /> : null}
      </div>
    </section>
  );
}

const none: readonly string[] = [];

interface CountProps {
  readonly found: Found | null;
  readonly isAsking: boolean;
  /** Enter was pressed, and the result that it opens is awaited. */
  readonly isOpening: boolean;
}

/** The number of results, never capped silently; a screen reader announces changes. */
function Count({ found, isAsking, isOpening }: CountProps): ReactNode {
  const { say } = useWords();
  // A fast answer needs no announcement in between.
  const isSlow = useSlow(isAsking);
  return (
    <output className="search-count">
      {isOpening
        ? say("search.opening")
        : isAsking && (isSlow || found === null)
          ? say("search.busy")
          : found === null
            ? ""
            : say(found.total.relation === "gte" ? "search.countedAtLeast" : "search.counted", {
                total: found.total.value,
              })}
    </output>
  );
}

/** Milliseconds after which an operator notices the wait. */
const noticed = 250;

function useSlow(isBusy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!isBusy) return undefined;
    const timer = setTimeout(() => setSlow(true), noticed);
    return () => {
      clearTimeout(timer);
      setSlow(false);
    };
  }, [isBusy]);
  return isSlow;
}

/** Placeholders for the first rows. */
function ComingRows(): ReactNode {
  return (
    <div className="coming-rows" aria-hidden="true">
      {Array.from({ length: 6 }, (_, row) => (
        <div key={row} className="coming-row">
          <span className="skeleton-line" />
        </div>
      ))}
    </div>
  );
}
