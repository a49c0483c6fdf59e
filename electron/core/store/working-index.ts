import { fold } from "#shared/domain/fold.ts";
import { lastFieldWith, searchText, searchWords, type SearchText } from "#shared/domain/search-text.ts";
import type { SearchConfiguration, SearchItem, SearchPage, SearchSort } from "#shared/idm/search.ts";

/**
 * An object and its searchable texts; the serial numbers are last in `text`, since they may match
 * by chance.
 */
interface Indexed {
  readonly row: number;
  readonly item: SearchItem;
  readonly key: string;
  readonly text: SearchText;
}

export interface WorkingQuery {
  readonly q: string;
  /** Null: all states. */
  readonly state: string | null;
  /** Null: best match first. */
  readonly sort?: SearchSort | null;
  /** Number of results before this page; null: the first page. */
  readonly cursor: string | null;
}

const pageSize = 50;

export type WorkingIndex = ReturnType<typeof createWorkingIndex>;

/**
 * Searches the working set in memory by the back end's rules: every word must match part of a word,
 * case and accents are ignored, and a match in an earlier field of the configuration ranks higher.
 * A linear scan needs no index that could leak into the file.
 */
export function createWorkingIndex(fields: SearchConfiguration["fields"]) {
  const entries: Indexed[] = [];
  const rows = new Map<string, number>();

  return {
    add(row: number, { item, serials }: { readonly item: SearchItem; readonly serials: readonly string[] }): void {
      const { label, columns } = item;
      const named = fields.flatMap(({ name }) => columns[name] ?? []);
      // A field need not have the name of a column: without a common name, search all columns.
      const searched = named.length > 0 ? named : Object.values(columns);
      entries.push({ row, item, key: fold(label), text: searchText([label, ...searched, serials.join(" ")]) });
      rows.set(keyOf(item.ref.type, item.ref.id), row);
    },

    search({ q, state, sort = null, cursor }: WorkingQuery): SearchPage {
      const words = searchWords(q);
      const exact = fold(q).trim();
      const ranked: { readonly rank: number; readonly item: SearchItem }[] = [];
      for (const { item, key, text } of entries) {
        if (state !== null && item.state !== state) continue;
        const field = lastFieldWith(text, words);
        if (field >= 0) ranked.push({ rank: key === exact ? -1 : field, item });
      }
      const found = sort === null ? ranked.toSorted((a, b) => a.rank - b.rank) : sorted(ranked, sort);
      const from = Number(cursor ?? 0);
      const end = from + pageSize;
      return {
        items: found.slice(from, end).map(({ item }) => item),
        total: { value: found.length, relation: "eq" },
        next: end < found.length ? String(end) : null,
      };
    },

    /** The row of an object; undefined if it is not in the working set. */
    find: (type: string, id: string): number | undefined => rows.get(keyOf(type, id)),
  };
}

function sorted<T extends { readonly item: SearchItem }>(found: readonly T[], { column, direction }: SearchSort): T[] {
  const sign = direction === "ascending" ? 1 : -1;
  return found
    .map((each) => ({ each, text: column === "state" ? each.item.state : fold(each.item.columns[column] ?? "") }))
    .toSorted((a, b) => sign * (a.text < b.text ? -1 : a.text > b.text ? 1 : 0))
    .map(({ each }) => each);
}

const keyOf = (type: string, id: string): string => `${type}\n${id}`;
