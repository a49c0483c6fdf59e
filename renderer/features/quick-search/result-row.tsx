import { memo, type ReactNode } from "react";
import type { SearchItem } from "#shared/idm/search.ts";
import { rowStyle } from "../../components/row-flow.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import type { Column, FittingColumn } from "./columns.ts";

export const resultId = (index: number): string => `result-${index}`;

interface RowProps {
  readonly item: SearchItem;
  readonly index: number;
  readonly isSelected: boolean;
  /** Pixels from the top if the row is outside the flow of the others (`rowFlow`), else null. */
  readonly top: number | null;
}

interface TableRowProps extends RowProps {
  readonly columns: readonly FittingColumn[];
  /** Widths of the columns as CSS has them. */
  readonly widths: string;
}

/** A result in one line, a cell for each column. Memoized: scrolling and typing only move rows. */
export const TableRow = memo(function TableRow({ item, columns, widths, top, ...row }: TableRowProps): ReactNode {
  const words = useWords();
  return (
    <tr
      {...rowAttributes(row)}
      className="grid-row grid-result"
      style={{ ...rowStyle(top), gridTemplateColumns: widths }}
    >
      {columns.map(({ name, place }) => (
        <td key={name} aria-colindex={place} className="grid-cell" dir="auto">
          {name === "state" ? (
            <StateBadge state={item.state} of={item.ref.type} />
          ) : (
            shownText(item.columns[name] ?? "", words)
          )}
        </td>
      ))}
    </tr>
  );
});

interface ListRowProps extends RowProps {
  readonly name: Column | undefined;
  /** The columns of the second line. */
  readonly more: readonly Column[];
}

/** A result in two lines: its name and state, and its other columns below. */
export const ListRow = memo(function ListRow({ item, name, more, top, ...row }: ListRowProps): ReactNode {
  const words = useWords();
  const label = name === undefined ? item.label : shownText(item.columns[name.name] ?? item.label, words);
  const texts = more.flatMap((column) => shownText(item.columns[column.name] ?? "", words) || []);
  return (
    <tr {...rowAttributes(row)} className="grid-result list-row" style={rowStyle(top)}>
      <td aria-colindex={1} className={`grid-cell list-name ${isNumber(label) ? "list-number" : ""}`} dir="auto">
        {label}
      </td>
      <td aria-colindex={2} className="list-state">
        <StateBadge state={item.state} of={item.ref.type} />
      </td>
      <td aria-colindex={3} className="grid-cell list-more" dir="auto">
        {texts.join(" · ")}
      </td>
    </tr>
  );
});

/**
 * Whether a label is a number or serial, to be compared character by character: it has a digit and
 * no spaces.
 */
const isNumber = (label: string): boolean => /^\S*\d\S*$/.test(label);

const rowAttributes = ({ index, isSelected }: Pick<RowProps, "index" | "isSelected">) => ({
  id: resultId(index),
  "data-index": index,
  "aria-rowindex": index + 2,
  "aria-selected": isSelected,
});

/** Returns the text of a column; a date (ISO 8601) in the form of the language. */
function shownText(text: string, { date, dateTime }: Words): string {
  if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
  return /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(text) ? dateTime(text) : text;
}
