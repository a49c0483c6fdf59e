import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { flushSync } from "react-dom";
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type ReactNode } from "react";
import { rowFlow, rowStyle } from "../../components/row-flow.ts";

/** Estimated height of a row, in pixels; each row is measured once it is rendered. */
const usualHeight = 44;
/** Rows from the end at which the next page is read. */
const readAhead = 20;
/** Rows that are drawn before and after those in sight. */
const overscan = 8;
const controls = ":is(input:enabled, button:enabled, [role=link])";

interface Column {
  readonly title: string;
  /** The cells are clear without the title, which only screen readers get. */
  readonly isHidden?: boolean;
}

interface RowListProps<T> {
  readonly label: string;
  /** CSS class that sets the widths of the columns. */
  readonly className: string;
  readonly columns: readonly Column[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string | number;
  /** Whether a row has a control; the arrow keys skip the others. */
  readonly isUsable?: (row: T) => boolean;
  /** Number of all rows, read or not; null while it is unknown. */
  readonly total?: number | null;
  readonly onNearEnd?: () => void;
  /** Returns the cells of a row; the control in them takes `tabIndex`. */
  readonly renderCells: (row: T, tabIndex: 0 | -1) => ReactNode;
}

/**
 * A table that renders only the rows in sight. It is one stop of the Tab key; the arrow keys move
 * between its rows. When the focused row is removed, the one in its place gets the focus.
 */
export function RowList<T>({
  label,
  className,
  columns,
  rows,
  keyOf,
  isUsable = () => true,
  total = rows.length,
  onNearEnd,
  renderCells,
}: RowListProps<T>): ReactNode {
  const scroller = useRef<HTMLDivElement>(null);
  const [wanted, setWanted] = useState(0);
  /** The row with the focus; null while the focus is elsewhere. */
  const focused = useRef<string | number | null>(null);
  const current = nearestUsable(rows, Math.min(wanted, rows.length - 1), isUsable);
  const list = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    // A row without layout has no height, and a list of such rows would render all of them.
    measureElement: (row) => row.getBoundingClientRect().height || usualHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan,
    // The current row is always there: Tab leads to it, and the focus may be in it.
    rangeExtractor: (range) => {
      const inSight = defaultRangeExtractor(range);
      return current === null ? inSight : [...new Set([...inSight, current])].toSorted((a, b) => a - b);
    },
  });
  const flow = rowFlow(list, overscan);
  const last = list.range?.endIndex ?? 0;
  const isNearEnd = last >= rows.length - readAhead;

  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd, rows]);

  const focusRow = (index: number): void =>
    scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] ${controls}`)?.focus();

  useLayoutEffect(() => {
    const isGone = focused.current !== null && document.activeElement === document.body;
    if (isGone && current !== null) focusRow(current);
  }, [rows, current]);

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined || current === null) return;
    event.preventDefault();
    const next = nextUsable(rows, current + step, step, isUsable);
    if (next === null) return;
    flushSync(() => setWanted(next));
    focusRow(next);
  }

  return (
    <div ref={scroller} className={`rows ${className}`}>
      <table
        role="grid"
        aria-label={label}
        aria-rowcount={total === null ? -1 : total + 1}
        onKeyDown={onKeyDown}
        onFocus={({ target }) => {
          const index = Number(target.closest<HTMLElement>("[data-index]")?.dataset["index"]);
          const row = rows[index];
          if (row === undefined) return;
          focused.current = keyOf(row);
          setWanted(index);
        }}
        onBlur={() => (focused.current = null)}
      >
        <thead>
          <tr aria-rowindex={1} className="row row-head">
            {columns.map(({ title, isHidden }) => (
              <th key={title} scope="col">
                {isHidden ? <span className="visually-hidden">{title}</span> : title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody className="rows-body" style={{ height: list.getTotalSize(), paddingBlockStart: flow.before }}>
          {list.getVirtualItems().map(({ index, start, key }) => {
            const row = rows[index];
            return row === undefined ? null : (
              <tr
                key={key}
                ref={list.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                className="row"
                style={rowStyle(flow.topOf({ index, start }))}
              >
                {renderCells(row, index === current ? 0 : -1)}
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/**
 * Returns the first usable row from `index` on, else the last one before it; null if there is none.
 */
function nearestUsable<T>(rows: readonly T[], index: number, isUsable: (row: T) => boolean): number | null {
  return nextUsable(rows, index, 1, isUsable) ?? nextUsable(rows, index, -1, isUsable);
}

function nextUsable<T>(rows: readonly T[], from: number, step: number, isUsable: (row: T) => boolean): number | null {
  for (let index = from; index >= 0 && index < rows.length; index += step) {
    const row = rows[index];
    if (row !== undefined && isUsable(row)) return index;
  }
  return null;
}
