import type { SearchConfiguration, SearchItem } from "#shared/idm/search.ts";

export type Column = SearchConfiguration["columns"][number];

/** Returns the columns of the configuration; the state comes second, beside the object's name. */
export function columnsOf({ columns }: SearchConfiguration, stateLabel: string): Column[] {
  const state = columns.find(({ name }) => name === "state") ?? { name: "state", label: stateLabel };
  const [first, ...others] = columns.filter((column) => column !== state);
  return first === undefined ? [state] : [first, state, ...others];
}

/** Columns that repeat a person's name: the second line of a row leaves them out. */
const repeating: ReadonlySet<string> = new Set(["account", "email"]);

/** Returns the columns of a row's second line: those after the object's name and state. */
export const secondLine = (columns: readonly Column[]): Column[] =>
  columns.slice(2).filter(({ name }) => !repeating.has(name));

export interface FittingColumn extends Column {
  /** Position among all columns, from 1. */
  readonly place: number;
  /** Width as a CSS grid track. */
  readonly css: string;
}

/** Widths in rem: of the state with its badge, and the least that another column needs. */
const stateRem = 10;
const leastRem = 9;

/** Returns the length in characters of the longest text of a column, its label included. */
const letters = ({ name, label }: Column, items: readonly SearchItem[]): number =>
  Math.max(label.length, ...items.map((item) => item.columns[name]?.length ?? 0));

/** Returns the length in characters of the longest object name of the items. */
export const longestName = (columns: readonly Column[], items: readonly SearchItem[]): number =>
  columns[0] === undefined ? 0 : letters(columns[0], items);

/**
 * Returns the columns that fit into `width` (rem; 0: all). The object's name and its state are
 * always included; of the others, those with the longest texts are left out first.
 */
export function fitting(
  columns: readonly Column[],
  hidden: readonly string[],
  items: readonly SearchItem[],
  width: number,
): FittingColumn[] {
  const placed = columns.map((column, index) => ({ ...column, place: index + 1, letters: letters(column, items) }));
  const [first, state, ...rest] = placed;
  const others = rest.filter(({ name }) => !hidden.includes(name));
  // A bold letter takes at most 0.65 rem, and the padding of the cell 2 rem.
  const firstRem = first === undefined ? 0 : Math.min(first.letters * 0.65 + 2, 24);
  const room = width === 0 ? others.length : Math.max(0, Math.floor((width - firstRem - stateRem) / leastRem));
  const byLength = others.toSorted((a, b) => a.letters - b.letters).slice(0, room);
  const kept = others.filter((column) => byLength.includes(column));
  const isAlone = kept.length === 0;
  return [
    ...(first === undefined ? [] : [{ ...first, css: isAlone ? "1fr" : `${firstRem}rem` }]),
    ...(state === undefined ? [] : [{ ...state, css: `${stateRem}rem` }]),
    ...kept.map((column) => ({ ...column, css: `minmax(0, ${Math.max(16, Math.min(column.letters + 4, 34))}fr)` })),
  ];
}
