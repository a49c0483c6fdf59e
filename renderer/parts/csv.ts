import Papa from "papaparse";

/**
 * Text that a spreadsheet takes for a formula, also if a line break follows later, which Papa's own
 * pattern misses.
 */
const formula = /^[=+\-@\t\r]/;

/**
 * Formats rows as CSV (RFC 4180) for spreadsheets: with a byte order mark, by which they recognise
 * UTF-8, and an apostrophe before text that they would take for a formula.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${Papa.unparse(
    rows.map((row) => [...row]),
    { escapeFormulae: formula },
  )}\r\n`;
}
