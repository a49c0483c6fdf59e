import type { SearchConfiguration, SearchItem } from "#shared/idm/search.ts";

export type Column = SearchConfiguration["columns"][number];

/** The columns of the configuration, the state always beside what names the object. */
export function columnsOf({ columns }: SearchConfiguration, stateLabel: string): Column[] {
  const state = columns.find(({ name }) => name === "state") ?? { name: "state", label: stateLabel };
  const [first, ...others] = columns.filter((column) => column !== state);
  return first === undefined ? [state] : [first, state, ...others];
}

/** What says a person's name once more: left out where there is no room for columns. */
const repeating: ReadonlySet<string> = new Set(["account", "email"]);

/** The columns of the second line of a row, after what names the object and its state. */
export const secondLine = (columns: readonly Column[]): Column[] =>
  columns.slice(2).filter(({ name }) => !repeating.has(name));

export interface FittingColumn extends Column {
  /** Its place among all columns, from 1 on. */
  readonly place: number;
  /** Its width as CSS has it. */
  readonly css: string;
}

/** Widths in rem: of a state with its badge, and what another column needs at least. */
const stateRem = 10;
const leastRem = 9;

/** Letters of the longest text of a column, its label included. */
const letters = ({ name, label }: Column, items: readonly SearchItem[]): number =>
  Math.max(label.length, ...items.map((item) => item.columns[name]?.length ?? 0));

/** Letters of the longest name of an object among these. */
export const longestName = (columns: readonly Column[], items: readonly SearchItem[]): number =>
  columns[0] === undefined ? 0 : letters(columns[0], items);

/**
 * The columns for which there is room in `width` (rem). What names the object and its state are
 * there whole in any case; of the others the ones with the longest texts are left out first.
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
  // Of a letter in bold 0.65 rem is enough, with the padding of the cell.
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
