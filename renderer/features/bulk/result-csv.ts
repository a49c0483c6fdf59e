import Papa from "papaparse";
import type { Bulk, BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import type { Words } from "../../app/words.ts";

/**
 * The result as CSV (RFC 4180), for spreadsheet programs: with a byte order mark, and with an apostrophe before what such a program
 * would take for a formula.
 */
export function resultCsv(bulk: Exclude<Bulk, { kind: "none" }>, items: readonly BulkItem[], { say }: Words): string {
  const rows = items.map(({ label, ref, state }) => [
    label,
    ref.id,
    bulk.processName,
    say(`bulk.state.${state.kind}`),
    codeOf(state),
    timeOf(state),
  ]);
  const head = (["object", "id", "process", "state", "code", "at"] as const).map((column) => say(`bulk.csv.${column}`));
  return `\ufeff${Papa.unparse([head, ...rows], { escapeFormulae: true })}\r\n`;
}

const codeOf = (state: BulkItemState): string => ("error" in state ? state.error.code : "");

const timeOf = (state: BulkItemState): string => ("at" in state ? state.at : "since" in state ? state.since : "");
