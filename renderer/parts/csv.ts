import Papa from "papaparse";

/** What a spreadsheet program would take for a formula; also where a line break follows, which Papa's own pattern lets pass. */
const formula = /^[=+\-@\t\r]/;

/**
 * Rows as CSV (RFC 4180) for spreadsheet programs: with a byte order mark, by which they know UTF-8, and with an apostrophe before
 * what they would take for a formula.
 */
export function csvOf(rows: readonly (readonly string[])[]): string {
  return `\ufeff${Papa.unparse(
    rows.map((row) => [...row]),
    { escapeFormulae: formula },
  )}\r\n`;
}
