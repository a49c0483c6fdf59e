import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { SearchConfiguration, SearchItem } from "#shared/idm/search.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import type { Found } from "./quick-search-store.ts";

/** Height of a row as CSS has it (`--row-height` in rem), in rem. */
const rowRem = 2.25;
/** Rows from the end at which the next page is read. */
const readAhead = 20;

export const resultId = (index: number): string => `result-${index}`;

interface ResultGridProps {
  readonly configuration: SearchConfiguration;
  readonly found: Found;
  readonly active: number;
  readonly isBusy: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onOpen: (ref: Ref) => void;
  readonly onMore: () => void;
}

/** The results as a grid that renders only the visible rows; its counts include all rows. */
export function ResultGrid(props: ResultGridProps): ReactNode {
  const { configuration, found, active, isBusy, onOpen, onMore } = props;
  const words = useWords();
  const { say } = words;
  const scroller = useRef<HTMLDivElement>(null);
  const columns = useMemo(() => columnsOf(configuration, say("search.state")), [configuration, say]);
  const widths = useMemo(() => widthsOf(columns, found.items.slice(0, 50)), [columns, found.items]);
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  const rows = useVirtualizer({
    count: found.items.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowRem * rem,
    overscan: 8,
    // Always renders the active row, because aria-activedescendant names it.
    rangeExtractor: (range) => [...new Set([...defaultRangeExtractor(range), active])].toSorted((a, b) => a - b),
    // The sticky header covers the place of the first row.
    scrollPaddingStart: rowRem * rem,
  });
  const inSight = rows.getVirtualItems();
  const last = rows.range?.endIndex ?? 0;
  const wantsMore = found.next !== null && found.more.kind === "idle" && last >= found.items.length - readAhead;

  useEffect(() => {
    if (wantsMore) onMore();
  }, [wantsMore, onMore]);
  useEffect(() => {
    rows.scrollToIndex(active, { align: "auto" });
  }, [rows, active]);

  // The grid handles keys and clicks for its rows, which never have the focus.
  function openPressed(event: MouseEvent): void {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    const item = found.items[Number(row?.dataset["index"])];
    if (item !== undefined) onOpen(item.ref);
  }

  return (
    <>
      <div ref={scroller} className="grid">
        <table
          role="grid"
          tabIndex={0}
          className="grid-table"
          aria-label={say("search.results")}
          aria-rowcount={found.total.relation === "eq" ? found.total.value + 1 : -1}
          aria-colcount={columns.length}
          aria-busy={isBusy}
          aria-activedescendant={resultId(active)}
          onKeyDown={props.onKeyDown}
          onClick={openPressed}
        >
          <thead>
            <tr aria-rowindex={1} className="grid-row grid-head" style={{ gridTemplateColumns: widths }}>
              {columns.map((column) => (
                <th key={column.name} scope="col" className="grid-cell">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="grid-body" style={{ height: rows.getTotalSize() }}>
            {inSight.map(({ index, start }) => {
              const item = found.items[index];
              return item === undefined ? null : (
                <tr
                  key={index}
                  id={resultId(index)}
                  data-index={index}
                  aria-rowindex={index + 2}
                  aria-selected={index === active}
                  className="grid-row grid-result"
                  style={{ gridTemplateColumns: widths, transform: `translateY(${start}px)` }}
                >
                  {columns.map(({ name }) => (
                    <td key={name} className="grid-cell" dir="auto">
                      {name === "state" ? (
                        <StateBadge state={item.state} />
                      ) : (
                        shownText(item.columns[name] ?? "", words)
                      )}
                    </td>
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {found.more.kind === "reading" ? <p className="search-more">{say("search.more")}</p> : null}
      {found.more.kind === "failed" ? (
        <ErrorBox error={found.more.error}>
          <Button onPress={onMore}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
    </>
  );
}

/** The columns of the configuration; the state is always one of them. */
function columnsOf(configuration: SearchConfiguration, stateLabel: string): SearchConfiguration["columns"] {
  const hasState = configuration.columns.some((column) => column.name === "state");
  return hasState ? configuration.columns : [...configuration.columns, { name: "state", label: stateLabel }];
}

/** Column widths for CSS: by the longest text, so that e-mail gets more room than the number. */
function widthsOf(columns: SearchConfiguration["columns"], items: readonly SearchItem[]): string {
  const widths = columns.map(({ name, label }) => {
    if (name === "state") return "12rem";
    const longest = Math.max(label.length, ...items.map((item) => item.columns[name]?.length ?? 0));
    return `minmax(0, ${Math.max(16, Math.min(longest + 4, 34))}fr)`;
  });
  return widths.join(" ");
}

/** A text of a column; one that is a date (ISO 8601) in the form of the language. */
function shownText(text: string, { date, dateTime }: Words): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? dateTime(text) : text;
}
