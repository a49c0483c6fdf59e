import type { Virtualizer } from "@tanstack/react-virtual";

interface RowFlow {
  /** Pixels above the first row in the flow. */
  readonly before: number;
  /** Pixels from the top, for a row outside the flow; null if the row follows the previous one. */
  readonly topOf: (row: { readonly index: number; readonly start: number }) => number | null;
}

/**
 * Places the rendered rows of a long list. Rows in sight, and `overscan` rows around them, follow
 * each other, so that none needs a style of its own: in Chromium 156 styling a row with its own
 * position takes longer the more such rows there were before. Only a row that is kept while out of
 * sight, because it is marked or has the focus, is placed apart.
 */
export function rowFlow(list: Virtualizer<HTMLDivElement, Element>, overscan: number): RowFlow {
  const { startIndex, endIndex } = list.range ?? { startIndex: 0, endIndex: 0 };
  const flows = (index: number): boolean => index >= startIndex - overscan && index <= endIndex + overscan;
  return {
    before: list.getVirtualItems().find(({ index }) => flows(index))?.start ?? 0,
    topOf: ({ index, start }) => (flows(index) ? null : start),
  };
}

/** Returns the style of a row at `top`. */
export const rowStyle = (top: number | null) =>
  top === null ? {} : ({ position: "absolute", insetBlockStart: top } as const);
