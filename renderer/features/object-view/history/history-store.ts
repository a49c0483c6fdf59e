import type { StoreApi } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { HistoryEntry, HistoryPage } from "#shared/idm/object.ts";
import type { Client, Unsubscribe } from "#shared/ipc/types.ts";
import { screenStore } from "../../../desk/desk-store.ts";
import { noFilter, type HistoryFilter } from "./history-filter.ts";

export interface ObjectHistory {
  /** Newest first, as far as it was read; null before the first page. */
  readonly entries: readonly HistoryEntry[] | null;
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
  readonly isReading: boolean;
  /** The filter of the list; it stays while the object is open. */
  readonly filter: HistoryFilter;
  readonly setFilter: (filter: HistoryFilter) => void;
  /** Why the last reading failed. */
  readonly error: OperatorError | null;
  /**
   * Reads the entries since the last reading of the object and adds them. The first time, and in
   * another language (the back end names the processes), it reads the first page.
   */
  readonly readFor: (reading: object, language: string) => Promise<void>;
  /** Reads the next page, or again the one that failed. */
  readonly readOn: () => Promise<void>;
  /** Reads to the end; returns all entries, null if that failed. */
  readonly readWhole: () => Promise<readonly HistoryEntry[] | null>;
  /** Allows reading until the returned function is called: a hidden screen reads nothing more. */
  readonly activate: () => Unsubscribe;
}

/** The history of one object, read page by page as far as it is wanted. */
export function createHistory(client: Client, { type, id }: Ref): StoreApi<ObjectHistory> {
  let isActive = false;
  let last: Promise<void> = Promise.resolve();
  let readBefore = { reading: {}, language: "" };

  return screenStore<ObjectHistory>((set, get) => {
    /** Runs one read at a time, so that no page comes twice. */
    function inTurn(work: () => Promise<void>): Promise<void> {
      last = after(last, work);
      return last;
    }

    async function after(before: Promise<void>, work: () => Promise<void>): Promise<void> {
      await before;
      if (!isActive) return;
      set({ isReading: true });
      await work();
      set({ isReading: false });
    }

    async function page(cursor: string | null): Promise<HistoryPage | null> {
      const answer = await client.objects.history({ ref: { type, id }, cursor });
      set({ error: answer.ok ? null : answer.error });
      return answer.ok && isActive ? answer.value : null;
    }

    async function readFirst(): Promise<void> {
      const first = await page(null);
      if (first !== null) set({ entries: first.items, next: first.next });
    }

    async function readSince(known: number): Promise<void> {
      const fresh: HistoryEntry[] = [];
      for (let cursor: string | null = null; ;) {
        const read = await page(cursor);
        if (read === null) return;
        const newer = read.items.filter(({ seq }) => seq > known);
        fresh.push(...newer);
        cursor = read.next;
        if (newer.length < read.items.length || cursor === null) break;
      }
      if (fresh.length > 0) set({ entries: [...fresh, ...(get().entries ?? [])] });
    }

    const readFor = (reading: object, language: string): Promise<void> =>
      inTurn(async () => {
        const { entries, error } = get();
        const before = readBefore;
        readBefore = { reading, language };
        const known = entries?.[0]?.seq;
        if (known === undefined || language !== before.language) {
          // The filter holds the event's name in the other language.
          set(({ filter }) => ({ filter: { ...filter, event: "" } }));
          await readFirst();
        } else if (reading !== before.reading || error !== null) await readSince(known);
      });

    async function readNextPage(): Promise<void> {
      const { entries, next } = get();
      if (entries === null) return readFirst();
      if (next === null) return undefined;
      const read = await page(next);
      return read === null ? undefined : set({ entries: [...entries, ...read.items], next: read.next });
    }

    async function readToEnd(): Promise<void> {
      const { entries } = get();
      if (entries === null) await readFirst();
      // Published every ten pages only: a new list for every page would copy all entries each time.
      const older: HistoryEntry[] = [];
      const from = get().entries ?? [];
      let { next } = get();
      for (let pages = 1; next !== null; pages += 1) {
        const read = await page(next);
        if (read === null) break;
        older.push(...read.items);
        next = read.next;
        if (next === null || pages % 10 === 0) set({ entries: [...from, ...older], next });
      }
      set({ entries: [...from, ...older], next });
    }

    return {
      entries: null,
      next: null,
      isReading: false,
      error: null,
      filter: noFilter,
      setFilter: (filter) => set({ filter }),
      readFor,
      readOn: () => inTurn(readNextPage),
      async readWhole() {
        await inTurn(readToEnd);
        const { entries, next, error } = get();
        return error === null && next === null ? entries : null;
      },
      activate() {
        isActive = true;
        return () => void (isActive = false);
      },
    };
  });
}
