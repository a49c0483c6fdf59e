import "./history.css";
import { useDeferredValue, useEffect, useId, useMemo, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { ErrorBox } from "../../../desk/error-box.tsx";
import { useWords } from "../../../desk/words.ts";
import { Button } from "../../../components/button.tsx";
import { FilterFields } from "./filter-fields.tsx";
import { isFiltering, leaves } from "./history-filter.ts";
import { HistoryList } from "./history-list.tsx";
import type { ObjectHistory } from "./history-store.ts";
import { HistoryTools } from "./history-tools.tsx";

interface HistoryProps {
  readonly object: Ref;
  readonly history: ObjectHistory;
}

/** The history of an object, newest first, with filter, copy and export. */
export function History({ object, history }: HistoryProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const id = useId();
  const { entries, next, isReading, error, filter, setFilter, readOn, readWhole } = history;
  const isFiltered = isFiltering(filter);

  // A filter applies to the whole history, so all of it is read.
  const wantsWhole = isFiltered && next !== null && error === null && !isReading;
  useEffect(() => {
    if (wantsWhole) void readWhole();
  }, [wantsWhole, readWhole]);

  const applied = useDeferredValue(filter);
  const left = useMemo(() => entries?.filter(leaves(applied, words)) ?? [], [entries, applied, words]);
  const filtered = (all: readonly HistoryEntry[]): HistoryEntry[] => all.filter(leaves(filter, words));

  return (
    <section className="panel" aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {say("history.title")}
      </h2>
      {entries !== null && entries.length === 0 ? <p className="quiet">{say("history.empty")}</p> : null}
      {entries === null || entries.length === 0 ? null : (
        <div className="history">
          <div className="history-bar">
            <Count shown={left.length} history={history} isFiltered={isFiltered} />
            <FilterFields filter={filter} entries={entries} onChange={setFilter} />
            <HistoryTools object={object} filter={filter} history={history} filtered={filtered} />
          </div>
          {left.length === 0 ? null : (
            <HistoryList
              labelledBy={id}
              entries={left}
              hasMore={next !== null}
              // After a failure only the operator requests the page again.
              readOn={isReading || error !== null ? null : readOn}
            />
          )}
        </div>
      )}
      {error?.code === "not-allowed-offline" ? <p className="quiet">{say("set.noHistory")}</p> : null}
      {error === null || error.code === "not-allowed-offline" ? null : (
        <ErrorBox error={error}>
          <Button onPress={() => void readOn()}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
    </section>
  );
}

interface CountProps {
  readonly shown: number;
  readonly history: ObjectHistory;
  readonly isFiltered: boolean;
}

/** The number of entries, as far as known; a screen reader announces changes. */
function Count({ shown, history: { entries, next, isReading }, isFiltered }: CountProps): ReactNode {
  const { say } = useWords();
  const read = entries?.length ?? 0;
  if (isFiltered && next !== null && isReading) return <output>{say("history.searching", { shown, read })}</output>;
  if (isFiltered) return <output>{say("history.left", { shown, total: read })}</output>;
  return (
    <output>{next === null ? say("history.counted", { total: read }) : say("history.readSoFar", { read })}</output>
  );
}
