import { defaultRangeExtractor, useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef, useState, type ReactNode } from "react";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { copyText } from "../../../desk/copy-text.ts";
import { useWords } from "../../../desk/words.ts";
import { Button } from "../../../components/button.tsx";
import { Icon } from "../../../components/icons.tsx";
import { EntryChanges } from "./entry-changes.tsx";
import { notesOf, textOf } from "./entry-text.ts";
import { rowFlow, rowStyle } from "../../../components/row-flow.ts";

/** Estimated row height in pixels: one line for the object and one for its certificates. */
const usualHeight = 72;
/** Rows from the end at which the next page is read. */
const readAhead = 20;
/** Rows that are drawn before and after those in sight. */
const overscan = 5;

interface HistoryListProps {
  readonly labelledBy: string;
  readonly entries: readonly HistoryEntry[];
  /** There are older entries that were not read yet. */
  readonly hasMore: boolean;
  /** Reads older entries near the end of the list; null while they must not be requested. */
  readonly readOn: (() => Promise<void>) | null;
}

/** Entries as a table that renders only the visible rows and reads on near its end. */
export function HistoryList({ labelledBy, entries, hasMore, readOn }: HistoryListProps): ReactNode {
  const { say } = useWords();
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: entries.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => usualHeight,
    getItemKey: (index) => entries[index]?.seq ?? index,
    overscan,
    rangeExtractor: (range) => withFocused(defaultRangeExtractor(range), scroller.current),
  });
  const flow = rowFlow(rows, overscan);
  const last = rows.range?.endIndex ?? 0;
  const isNearEnd = last >= entries.length - readAhead;

  // Runs again after each page, which may leave the end near: `readOn` is null while one is read.
  useEffect(() => {
    if (hasMore && isNearEnd) void readOn?.();
  }, [hasMore, isNearEnd, readOn]);

  return (
    <div ref={scroller} className="history-scroller">
      <table className="history-table" aria-labelledby={labelledBy} aria-rowcount={hasMore ? -1 : entries.length + 1}>
        <thead>
          <tr aria-rowindex={1} className="history-row history-head">
            <th scope="col">{say("history.at")}</th>
            <th scope="col">{say("history.operator")}</th>
            <th scope="col">{say("history.process")}</th>
            <th scope="col">{say("history.change")}</th>
            <th scope="col">
              <span className="visually-hidden">{say("history.copyOne")}</span>
            </th>
          </tr>
        </thead>
        <tbody className="history-body" style={{ height: rows.getTotalSize(), paddingBlockStart: flow.before }}>
          {rows.getVirtualItems().map(({ index, start, key }) => {
            const entry = entries[index];
            return entry === undefined ? null : (
              <tr
                key={key}
                ref={rows.measureElement}
                data-index={index}
                aria-rowindex={index + 2}
                className="history-row history-entry"
                style={rowStyle(flow.topOf({ index, start }))}
              >
                <Cells entry={entry} />
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

/** Adds the focused row to those in sight: scrolling it away would lose the focus. */
function withFocused(inSight: readonly number[], scroller: HTMLElement | null): number[] {
  const { activeElement } = document;
  const row = scroller?.contains(activeElement) ? activeElement?.closest<HTMLElement>("[data-index]") : null;
  return [...new Set([...inSight, ...(row ? [Number(row.dataset["index"])] : [])])].toSorted((a, b) => a - b);
}

function Cells({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const words = useWords();
  const { say, dateTime } = words;
  const { at, operator, approvedBy, event } = entry;
  return (
    <>
      <td>{dateTime(at)}</td>
      <td>
        {operator}
        {approvedBy === null ? null : (
          <span className="cell-note">{say("history.approvedBy", { name: approvedBy })}</span>
        )}
      </td>
      <td>
        {event}
        {notesOf(entry, words).map((note) => (
          <span key={note} className="cell-note">
            {note}
          </span>
        ))}
      </td>
      <td>
        <EntryChanges entry={entry} />
      </td>
      <td>
        <CopyEntry entry={entry} />
      </td>
    </>
  );
}

function CopyEntry({ entry }: { readonly entry: HistoryEntry }): ReactNode {
  const words = useWords();
  const { say, dateTime } = words;
  const [said, setSaid] = useState("");

  async function copy(): Promise<void> {
    setSaid(say((await copyText(textOf(entry, words))) ? "error.copied" : "history.copyFailed"));
  }

  return (
    <>
      <Button
        kind="quiet"
        label={say("history.copyNamed", { event: entry.event, at: dateTime(entry.at) })}
        onPress={() => void copy()}
      >
        <Icon name="copy" />
      </Button>
      <output className="cell-note">{said}</output>
    </>
  );
}
