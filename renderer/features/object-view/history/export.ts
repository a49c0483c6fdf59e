import type { Ref } from "#shared/domain/ref.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { csvOf } from "../../../parts/csv.ts";
import type { Words } from "../../../desk/words.ts";
import { isFiltering, type HistoryFilter } from "./history-filter.ts";
import { changesOf, lineOf } from "./entry-text.ts";

/** Returns a history as CSV, one row per entry; times in ISO 8601 UTC, the rest as on screen. */
export function historyCsv(entries: readonly HistoryEntry[], words: Words): string {
  const { say } = words;
  const head = [
    say("history.at"),
    say("history.operator"),
    say("history.approver"),
    say("history.process"),
    say("history.symbolicName"),
    say("history.entered"),
    say("history.change"),
    say("history.instance"),
    say("history.device"),
    say("history.journalEntry"),
  ];
  const rows = entries.map((entry) => [
    entry.at,
    entry.operator,
    entry.approvedBy ?? "",
    entry.event,
    entry.process ?? "",
    entry.entered.map(({ label, value }) => `${label}: ${value}`).join("\n"),
    changesOf(entry)
      .map((change) => lineOf(change, words))
      .join("\n"),
    entry.instance ?? "",
    entry.device ?? "",
    entry.journalSeq === null ? "" : String(entry.journalSeq),
  ]);
  return csvOf([head, ...rows]);
}

/**
 * Returns a history as JSON, with the entries as the IDM API has them. `filter` is null if all
 * entries are included.
 */
export function historyJson(object: Ref, filter: HistoryFilter, entries: readonly HistoryEntry[]): string {
  const { type, id } = object;
  const exported = { object: { type, id }, filter: isFiltering(filter) ? filter : null, entries };
  return `${JSON.stringify(exported, null, 2)}\n`;
}

/** Returns the file name for a history; replaces characters that file names cannot have. */
export const fileName = ({ id }: Ref, extension: string): string =>
  `history-${id.replaceAll(/[^\w.-]+/g, "_")}.${extension}`;
