import { fold } from "#shared/domain/fold.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import type { Words } from "../../../desk/words.ts";
import { changesOf, searchedText } from "./entry-text.ts";

/** A filter of history entries; an empty text matches all. */
export interface HistoryFilter {
  /** The event, as it is shown. */
  readonly event: string;
  /** Who did or approved it. */
  readonly person: string;
  /** First and last day, `YYYY-MM-DD`, in the time zone of this machine. */
  readonly from: string;
  readonly to: string;
  /** `state` for the object, else a certificate's purpose. */
  readonly about: string;
  /** Words that must all occur in the entry. */
  readonly text: string;
}

export const noFilter: HistoryFilter = { event: "", person: "", from: "", to: "", about: "", text: "" };

export const isFiltering = (filter: HistoryFilter): boolean =>
  Object.values(filter).some((value) => value.trim() !== "");

/** Returns a function that says whether an entry passes the filter. */
export function leaves(filter: HistoryFilter, words: Words): (entry: HistoryEntry) => boolean {
  const { event, person, from, to, about } = filter;
  const wanted = fold(filter.text).split(/\s+/).filter(Boolean);
  return (entry) =>
    (event === "" || entry.event === event) &&
    (person === "" || entry.operator === person || entry.approvedBy === person) &&
    isBetween(entry.at, from, to) &&
    (about === "" || changesOf(entry).some((change) => change.about === about)) &&
    includesAll(entry, wanted, words);
}

function includesAll(entry: HistoryEntry, wanted: readonly string[], words: Words): boolean {
  if (wanted.length === 0) return true;
  const text = searchedText(entry, words);
  return wanted.every((word) => text.includes(word));
}

function isBetween(at: string, from: string, to: string): boolean {
  const time = Date.parse(at);
  // `Date.parse` takes a date and time without a zone as local time.
  if (from !== "" && time < Date.parse(`${from}T00:00:00`)) return false;
  return to === "" || time <= Date.parse(`${to}T23:59:59.999`);
}

/** The values of a history to filter by, each once. */
export interface FilterChoices {
  readonly events: readonly string[];
  readonly people: readonly string[];
  readonly abouts: readonly string[];
}

export function choicesOf(entries: readonly HistoryEntry[], { locale }: Words): FilterChoices {
  const distinct = (values: readonly (string | null)[]): string[] =>
    [...new Set(values.filter((value) => value !== null))].toSorted((a, b) => a.localeCompare(b, locale));
  const purposes = entries.flatMap(({ before, after }) =>
    [...(before?.certificates ?? []), ...(after?.certificates ?? [])].map(({ purpose }) => purpose),
  );
  return {
    events: distinct(entries.map(({ event }) => event)),
    people: distinct(entries.flatMap(({ operator, approvedBy }) => [operator, approvedBy])),
    abouts: ["state", ...distinct(purposes)],
  };
}
