import { fold } from "#shared/domain/fold.ts";
import type { SearchItem, SearchPage } from "#shared/idm/search.ts";

/**
 * The searchable text of an object, folded: `key` for an exact match, `text` for the words on
 * screen, `serials` last, as they may match by chance.
 */
interface Indexed {
  readonly row: number;
  readonly item: SearchItem;
  readonly key: string;
  readonly text: string;
  readonly serials: string;
}

export interface WorkingQuery {
  readonly q: string;
  /** Null: all states. */
  readonly state: string | null;
  /** Number of results before this page; null: the first page. */
  readonly cursor: string | null;
}

const pageSize = 50;

export type WorkingIndex = ReturnType<typeof createWorkingIndex>;

/**
 * Quick search over the working set, in memory. Every word must match a part of a word; case and
 * accents are ignored; results have the order of the back end's quick search. A linear scan needs
 * no index that could leak into the file.
 */
export function createWorkingIndex() {
  const entries: Indexed[] = [];
  const rows = new Map<string, number>();

  return {
    add(row: number, { item, serials }: { readonly item: SearchItem; readonly serials: readonly string[] }): void {
      const text = [item.label, ...Object.values(item.columns)].map(fold).join(" ");
      entries.push({ row, item, key: fold(item.label), text, serials: serials.join(" ") });
      rows.set(keyOf(item.ref.type, item.ref.id), row);
    },

    search({ q, state, cursor }: WorkingQuery): SearchPage {
      const words = [...new Set(fold(q).split(/\s+/))].filter((word) => word !== "");
      const only = words.length === 1 ? words[0] : undefined;
      const ranked: [Indexed[], Indexed[], Indexed[]] = [[], [], []];
      for (const entry of entries) {
        if (state !== null && entry.item.state !== state) continue;
        if (entry.key === only) ranked[0].push(entry);
        else if (words.every((word) => entry.text.includes(word))) ranked[1].push(entry);
        else if (words.every((word) => entry.text.includes(word) || entry.serials.includes(word)))
          ranked[2].push(entry);
      }
      const found = ranked.flat();
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

const keyOf = (type: string, id: string): string => `${type}\n${id}`;
