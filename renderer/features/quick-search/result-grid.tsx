import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import {
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type KeyboardEvent,
  type MouseEvent,
  type ReactNode,
} from "react";
import type { SearchConfiguration, SearchSort } from "#shared/idm/search.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { rowFlow } from "../../components/row-flow.ts";
import { useSize } from "../../components/use-size.ts";
import { columnsOf, fitting, longestName, secondLine } from "./columns.ts";
import { keyOf, type Found } from "./found.ts";
import { ListRow, resultId, TableRow } from "./result-row.tsx";
import { SortHeading } from "./sort-heading.tsx";

/** Rows from the end at which the next page is read, once the operator scrolls. */
const readAhead = 150;
/** Rows that are drawn before and after those in sight. */
const overscan = 12;
/** Longest name, in characters, that fits beside the state in a row of two lines. */
const shortName = 24;

export const resultsId = "search-results";

/** `table`: a column for each text; `list`: rows of two lines, for a narrow place. */
export type Look = "table" | "list";

interface ResultGridProps {
  readonly configuration: SearchConfiguration;
  readonly found: Found;
  readonly look: Look;
  /** Names of columns that are not shown. */
  readonly hidden: readonly string[];
  /** Index of the marked row, -1 for none. */
  readonly selected: number;
  readonly isBusy: boolean;
  readonly onKeyDown: (event: KeyboardEvent) => void;
  readonly onOpen: (index: number) => void;
  /** Called when the context menu of a row is requested. */
  readonly onMenu: (event: MouseEvent, index: number) => void;
  readonly onMore: () => Promise<void>;
  readonly onSort: (sort: SearchSort | null) => Promise<void>;
}

/** The results as a grid that renders only the visible rows; its counts include all rows. */
export function ResultGrid(props: ResultGridProps): ReactNode {
  const { configuration, found, look, hidden, selected, isBusy, onMore } = props;
  const { say } = useWords();
  const [scroller, setScroller] = useState<HTMLDivElement | null>(null);
  const { width, rem } = useSize(scroller);
  const { probe, height } = useRowHeight();
  const firstItems = useMemo(() => found.items.slice(0, 50), [found.items]);
  const all = useMemo(() => columnsOf(configuration, say("search.state")), [configuration, say]);
  const columns = useMemo(() => fitting(all, hidden, firstItems, width / rem), [all, hidden, firstItems, width, rem]);
  const more = useMemo(() => secondLine(all), [all]);
  const widths = columns.map((column) => column.css).join(" ");
  const rows = useVirtualizer({
    count: found.items.length,
    getScrollElement: () => scroller,
    estimateSize: () => height,
    overscan,
    // A synchronous flush would make each scroll step a long task.
    useFlushSync: false,
    // Always renders the marked row, because aria-activedescendant names it.
    rangeExtractor: (range) =>
      [...new Set([...defaultRangeExtractor(range), ...(selected < 0 ? [] : [selected])])].toSorted((a, b) => a - b),
    // The sticky header covers the place of the first row.
    scrollPaddingStart: look === "table" ? height : 0,
  });
  useEffect(() => rows.measure(), [rows, height]);
  const flow = rowFlow(rows, overscan);
  const { startIndex: first, endIndex: last } = rows.range ?? { startIndex: 0, endIndex: 0 };
  // Without scrolling, read on only at the very end: a page with every keystroke would keep the
  // back end busy with rows that the next keystroke discards.
  const isNearEnd = last >= found.items.length - (first > 0 ? readAhead : 1);
  const wantsMore = found.next !== null && found.more.kind === "idle" && isNearEnd;
  const question = keyOf(found.question);

  useEffect(() => {
    if (wantsMore) void onMore();
  }, [wantsMore, onMore]);
  useEffect(() => {
    if (selected >= 0) rows.scrollToIndex(selected, { align: "auto" });
  }, [rows, selected, question]);

  // The grid handles keys and clicks for its rows, which never have the focus.
  function openPressed(event: MouseEvent): void {
    const pressed = rowOf(event);
    if (pressed !== null) props.onOpen(pressed);
  }

  // The menu key opens the menu of the marked row.
  function menuWanted(event: MouseEvent): void {
    props.onMenu(event, rowOf(event) ?? selected);
  }

  return (
    <>
      <div ref={setScroller} className="grid" data-look={look} data-names={nameLook(longestName(all, firstItems))}>
        <div ref={probe} className="grid-probe" />
        <table
          role="grid"
          tabIndex={0}
          className="grid-table"
          aria-label={say("search.results")}
          aria-rowcount={found.total.relation === "eq" ? found.total.value + 1 : -1}
          aria-colcount={look === "table" ? all.length : 3}
          aria-busy={isBusy}
          aria-activedescendant={selected < 0 ? undefined : resultId(selected)}
          onKeyDown={props.onKeyDown}
          onClick={openPressed}
          onContextMenu={menuWanted}
        >
          <thead className={look === "list" ? "visually-hidden" : undefined}>
            <tr aria-rowindex={1} className="grid-row grid-head" style={{ gridTemplateColumns: widths }}>
              {(look === "table" ? columns : listHead(all, more)).map((column) => (
                <SortHeading
                  key={column.name}
                  {...column}
                  isSortable={look === "table" && configuration.sortable?.includes(column.name) === true}
                  sort={found.question.sort}
                  onSort={(sort) => void props.onSort(sort)}
                />
              ))}
            </tr>
          </thead>
          <tbody
            className="grid-body"
            style={{ height: `${found.items.length * height}px`, paddingBlockStart: flow.before }}
          >
            {rows.getVirtualItems().map((place) => {
              const { index } = place;
              const item = found.items[index];
              if (item === undefined) return null;
              const row = { item, index, isSelected: index === selected, top: flow.topOf(place) };
              return look === "table" ? (
                <TableRow key={index} {...row} columns={columns} widths={widths} />
              ) : (
                <ListRow key={index} {...row} name={all[0]} more={more} />
              );
            })}
          </tbody>
        </table>
      </div>
      {found.more.kind === "reading" ? <p className="search-more">{say("search.more")}</p> : null}
      {found.more.kind === "failed" ? (
        <ErrorBox error={found.more.error}>
          <Button onPress={() => void onMore()}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : null}
    </>
  );
}

/**
 * Returns the headings of a list, for screen readers; one heading names all columns of the second
 * line.
 */
function listHead(all: ReturnType<typeof columnsOf>, more: ReturnType<typeof secondLine>) {
  const label = more.map((column) => column.label).join(", ");
  const names = [...all.slice(0, 2), ...(label === "" ? [] : [{ name: "more", label }])];
  return names.map((column, index) => ({ ...column, place: index + 1 }));
}

/** Returns the index of the row that was pressed, null outside of rows. */
function rowOf({ target }: MouseEvent): number | null {
  const row = target instanceof Element ? target.closest<HTMLElement>("[data-index]") : null;
  return row === null ? null : Number(row.dataset["index"]);
}

const nameLook = (letters: number): "short" | "long" => (letters > shortName ? "long" : "short");

/**
 * Measures the height of a row in pixels, which the style sheet derives from text size and density.
 */
function useRowHeight() {
  const probe = useRef<HTMLDivElement>(null);
  const [height, setHeight] = useState(36);
  useLayoutEffect(() => {
    const box = probe.current;
    if (box === null) return undefined;
    const measure = (): void => setHeight(box.getBoundingClientRect().height || 36);
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(box);
    return () => observer.disconnect();
  }, []);
  return { probe, height };
}
