import "./quick-search.css";
import type { KeyboardEvent, ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { ResultsAge } from "../../parts/local-view/local-view.tsx";
import { quickSearch, shown, type Found } from "./quick-search-store.ts";
import { ResultGrid, resultsId } from "./result-grid.tsx";
import { targetOf } from "./search-field.tsx";

/** The results of the quick search; `children` stand here while nothing is searched. */
export function SearchScreen({ children }: { readonly children: ReactNode }): ReactNode {
  const desk = useDesk();
  const { navigation } = desk;
  const { say } = useWords();
  const { configurations, chosen, answer, active, isOpening, ...act } = useStore(quickSearch(desk));
  const found = shown(answer);
  const configuration =
    configurations.kind === "read" ? configurations.list.find((each) => each.id === chosen) : undefined;

  function onKeyDown(event: KeyboardEvent): void {
    const to = targetOf(event.key, active, found?.items.length ?? 0);
    const item = found?.items[active];
    if (to !== null) {
      event.preventDefault();
      act.move(to);
    } else if (event.key === "Enter" && item !== undefined) {
      event.preventDefault();
      navigation.getState().go({ screen: "object", ref: item.ref });
    }
  }

  return (
    <section className="search" aria-label={say("area.search")}>
      <h1 className="visually-hidden">{say("area.search")}</h1>
      {configurations.kind === "failed" ? (
        <ErrorBox error={configurations.error}>
          <Button onPress={() => void act.refresh()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
      <ResultsAge />
      {answer.kind === "none" ? children : null}
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
        {answer.kind === "found" && answer.found.items.length === 0 ? <Nothing text={answer.found.text} /> : null}
      </div>
    </section>
  );
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
