/**
 * One figure of the benchmark. The value it is compared with was measured in the same run on the
 * same machine.
 */
export interface Row {
  readonly what: string;
  readonly value: number;
  readonly unit: "ms" | "µs" | "kB" | "MB" | "per second" | "rows";
  readonly comparedWith?: { readonly what: string; readonly value: number };
}

/** Returns the median; for an even number of values, the lower of the two in the middle. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Returns the value below which the given part of the values lies (0.95 for p95). */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? Number.NaN;
}

/** Measures the milliseconds that the work takes, and returns them with its result. */
export async function timed<T>(work: () => Promise<T>): Promise<{ milliseconds: number; value: T }> {
  const from = performance.now();
  const value = await work();
  return { milliseconds: performance.now() - from, value };
}

const number = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toPrecision(3));

/** Formats one row as one line. */
export function line({ what, value, unit, comparedWith }: Row): string {
  const compared = comparedWith === undefined ? "" : ` (${comparedWith.what}: ${number(comparedWith.value)} ${unit})`;
  return `${what}: ${number(value)} ${unit}${compared}`;
}

/** Formats the rows as a table. */
export function table(rows: readonly Row[]): string {
  const lines = rows.map(({ what, value, unit, comparedWith }) =>
    comparedWith === undefined
      ? [what, `${number(value)} ${unit}`, "", ""]
      : [
          what,
          `${number(value)} ${unit}`,
          `${comparedWith.what}: ${number(comparedWith.value)} ${unit}`,
          `× ${number(value / comparedWith.value)}`,
        ],
  );
  const all = [["what", "figure", "compared with", "ratio"], ...lines];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...all.map((line) => line[column]?.length ?? 0)));
  return all
    .map((line) =>
      line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
