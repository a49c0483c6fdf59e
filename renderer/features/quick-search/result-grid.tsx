import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, type KeyboardEvent, type MouseEvent, type ReactNode } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { SearchConfiguration, SearchItem } from "#shared/idm/search.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import type { Found } from "./quick-search-store.ts";
import { useSize } from "./use-size.ts";

/** Height of a row as CSS has it (`--row-height` in rem), in rem. */
const rowRem = 2.25;
/** Rows from the end at which the next page is read. */
const readAhead = 20;

export const resultsId = "search-results";
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
  const { width, rem } = useSize(scroller);
  const all = useMemo(() => columnsOf(configuration, say("search.state")), [configuration, say]);
  const columns = useMemo(() => fitting(all, found.items.slice(0, 50), width / rem), [all, found.items, width, rem]);
  const widths = columns.map((column) => column.css).join(" ");
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
  useEffect(() => rows.measure(), [rows, rem]);
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
          aria-colcount={all.length}
          aria-busy={isBusy}
          aria-activedescendant={resultId(active)}
          onKeyDown={props.onKeyDown}
          onClick={openPressed}
        >
          <thead>
            <tr aria-rowindex={1} className="grid-row grid-head" style={{ gridTemplateColumns: widths }}>
              {columns.map((column) => (
                <th key={column.name} scope="col" aria-colindex={all.indexOf(column.column) + 1} className="grid-cell">
                  {column.label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody className="grid-body" style={{ height: `${found.items.length * rowRem}rem` }}>
            {inSight.map(({ index }) => {
              const item = found.items[index];
              return item === undefined ? null : (
                <tr
                  key={index}
                  id={resultId(index)}
                  data-index={index}
                  aria-rowindex={index + 2}
                  aria-selected={index === active}
                  className="grid-row grid-result"
                  style={{ gridTemplateColumns: widths, transform: `translateY(${index * rowRem}rem)` }}
                >
                  {columns.map(({ name, column }) => (
                    <td key={name} aria-colindex={all.indexOf(column) + 1} className="grid-cell" dir="auto">
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

type Column = SearchConfiguration["columns"][number];

/** The columns of the configuration, the state always beside what names the object. */
function columnsOf({ columns }: SearchConfiguration, stateLabel: string): Column[] {
  const state = columns.find(({ name }) => name === "state") ?? { name: "state", label: stateLabel };
  const [first, ...others] = columns.filter((column) => column !== state);
  return first === undefined ? [state] : [first, state, ...others];
}

interface FittingColumn extends Column {
  readonly column: Column;
  /** Its width as CSS has it. */
  readonly css: string;
}

/** Widths in rem: of a state with its badge, and what another column needs at least. */
const stateRem = 10;
const leastRem = 9;

/**
 * The columns for which there is room in `width` (rem). What names the object and its state are
 * there whole in any case; of the others the ones with the longest texts are left out first.
 */
function fitting(columns: readonly Column[], items: readonly SearchItem[], width: number): FittingColumn[] {
  const letters = ({ name, label }: Column): number =>
    Math.max(label.length, ...items.map((item) => item.columns[name]?.length ?? 0));
  const [first, state, ...others] = columns;
  // Of a letter in bold 0.65 rem is enough, with the padding of the cell.
  const firstRem = first === undefined ? 0 : Math.min(letters(first) * 0.65 + 2, 24);
  const room = width === 0 ? others.length : Math.max(0, Math.floor((width - firstRem - stateRem) / leastRem));
  const byLength = others.toSorted((a, b) => letters(a) - letters(b)).slice(0, room);
  const kept = others.filter((column) => byLength.includes(column));
  const isAlone = kept.length === 0;
  return [
    ...(first === undefined ? [] : [{ ...first, column: first, css: isAlone ? "1fr" : `${firstRem}rem` }]),
    ...(state === undefined ? [] : [{ ...state, column: state, css: `${stateRem}rem` }]),
    ...kept.map((column) => ({
      ...column,
      column,
      css: `minmax(0, ${Math.max(16, Math.min(letters(column) + 4, 34))}fr)`,
    })),
  ];
}

/** A text of a column; one that is a date (ISO 8601) in the form of the language. */
function shownText(text: string, { date, dateTime }: Words): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? dateTime(text) : text;
}
