import type { Bulk, BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import { csvOf } from "../../parts/csv.ts";
import type { Words } from "../../desk/words.ts";

/** Returns the result as CSV, one row per object; times in ISO 8601 UTC, the rest as on screen. */
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
  return csvOf([head, ...rows]);
}

const codeOf = (state: BulkItemState): string => ("error" in state ? state.error.code : "");

const timeOf = (state: BulkItemState): string => ("at" in state ? state.at : "since" in state ? state.since : "");
