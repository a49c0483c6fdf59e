import "./search-and-object.css";
import { startTransition, useEffect, useRef, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { useSize } from "../components/use-size.ts";
import { useDesk } from "../desk/desk.ts";
import type { ScreenRoute } from "../desk/navigation.ts";
import { ObjectScreen } from "../features/object-view/object-screen.tsx";
import { shown } from "../features/quick-search/found.ts";
import { quickSearch } from "../features/quick-search/quick-search-store.ts";
import { resultView } from "../features/quick-search/result-view.ts";
import { SearchScreen } from "../features/quick-search/search-screen.tsx";
import { StartScreen } from "../features/start/start-screen.tsx";

/** Widths in rem from which results and an object fit side by side, and from which a table fits. */
const splitFrom = 68;
const tableFrom = 40;

interface SearchAndObjectProps {
  readonly route: Extract<ScreenRoute, { screen: "search" | "object" }>;
  /** The element in which the screen is shown. */
  readonly place: HTMLElement | null;
}

/**
 * Quick search and object view: side by side if there is room, otherwise one after the other.
 * Beside the results the object of the active row is shown as a preview, and the field keeps the
 * focus; Enter, or a press on the preview, opens the object.
 */
export function SearchAndObject({ route, place }: SearchAndObjectProps): ReactNode {
  const desk = useDesk();
  const { go } = desk.navigation.getState();
  const { width, rem } = useSize(place);
  const isTable = useStore(resultView(desk), (view) => view.isTable);
  const found = useStore(quickSearch(desk), ({ answer }) => shown(answer));
  const active = useStore(quickSearch(desk), (search) => search.active);
  const isAsking = useStore(quickSearch(desk), ({ answer }) => answer.kind === "asking");
  const item = found?.items[active];
  const opened = route.screen === "object" ? route.ref : null;
  const isRoomy = width >= splitFrom * rem;
  const isSplit = isRoomy && item !== undefined && (opened !== null || !isTable);
  const preview = useSettled(isSplit ? item.ref : null, isAsking);
  const target = opened ?? preview;

  const look = isSplit || (width > 0 && width < tableFrom * rem) ? "list" : "table";

  // Both keep their keys, so that neither is remounted when the window's width changes.
  return (
    <div className={isSplit ? "split split-both" : "split"}>
      {isSplit || opened === null ? (
        <div key="results" className="split-results">
          <SearchScreen look={look} isRoomy={isRoomy} current={opened}>
            <StartScreen />
          </SearchScreen>
        </div>
      ) : null}
      {target === null ? null : (
        <div
          key="object"
          className="split-object"
          onFocus={() => (opened === null ? go({ screen: "object", ref: target }) : undefined)}
        >
          <ObjectScreen key={`${target.type} ${target.id}`} target={target} isPreview={opened === null} />
        </div>
      )}
    </div>
  );
}

/** Milliseconds that a row must stay active while the operator types or holds a key. */
const hurry = 120;

/**
 * Returns the object of the row that has come to rest: at once for the next row, but not for rows
 * that a held key or typing passes, so that these cause no requests.
 */
function useSettled(ref: Ref | null, isAsking: boolean): Ref | null {
  const [settled, setSettled] = useState(ref);
  const changedAt = useRef(0);
  const { type, id } = ref ?? {};
  // The previous object must not be rendered beside the next results.
  if (ref === null && settled !== null) setSettled(null);
  useEffect(() => {
    const now = performance.now();
    const isHurried = isAsking || now - changedAt.current < hurry;
    changedAt.current = now;
    if (type === undefined || id === undefined) return undefined;
    const next = { type, id };
    const settle = (): void => setSettled((before) => (before !== null && sameRef(before, next) ? before : next));
    // Rendering an object takes longer than a key may wait, so it is a transition that input
    // interrupts.
    const timer = setTimeout(() => startTransition(settle), isHurried ? hurry : 0);
    return () => clearTimeout(timer);
  }, [type, id, isAsking]);
  return settled;
}
