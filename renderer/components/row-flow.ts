import type { Virtualizer } from "@tanstack/react-virtual";

interface RowFlow {
  /** Pixels above the first row in the flow. */
  readonly before: number;
  /**
   * Pixels from the top of a row that stands apart from the others; null: it follows the one before
   * it.
   */
  readonly topOf: (row: { readonly index: number; readonly start: number }) => number | null;
}

/**
 * Where the rows of a long list stand that are in the page. Those in sight, and `overscan` rows
 * around them, follow each other, so that none needs a style of its own: Chromium 156 takes the
 * longer to style a row with its own place the more such rows there were before. Only a row that is
 * kept out of sight, because it is marked or has the focus, stands apart.
 */
export function rowFlow(list: Virtualizer<HTMLDivElement, Element>, overscan: number): RowFlow {
  const { startIndex, endIndex } = list.range ?? { startIndex: 0, endIndex: 0 };
  const flows = (index: number): boolean => index >= startIndex - overscan && index <= endIndex + overscan;
  return {
    before: list.getVirtualItems().find(({ index }) => flows(index))?.start ?? 0,
    topOf: ({ index, start }) => (flows(index) ? null : start),
  };
}

/** The style of a row at `top`. */
export const rowStyle = (top: number | null) =>
  top === null ? {} : ({ position: "absolute", insetBlockStart: top } as const);
