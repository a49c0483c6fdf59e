import { useCallback, useEffect, useRef, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { QueueEntry, QueuePage } from "#shared/ipc/offline.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { entryName } from "../../parts/local-view/entry-name.ts";
import { useDesk } from "../../desk/desk.ts";
import { isIn } from "./tabs-of-queue.ts";

export interface QueueReading {
  /** Newest first, as far as they were read; null before the first page. */
  readonly entries: readonly QueueEntry[] | null;
  readonly hasMore: boolean;
  readonly error: OperatorError | null;
  /** Reads the next page, or again the one that failed. */
  readonly readOn: () => void;
  /** Reads the queue again from its newest entry. */
  readonly readAgain: () => void;
}

/**
 * Reads the queue page by page and keeps its entries up to date. `open`: number of entries that are
 * not done; pages are read until all of them are there.
 */
export function useQueue(open: number): QueueReading {
  const { client, core } = useDesk();
  const [page, setPage] = useState<QueuePage | null>(null);
  const [error, setError] = useState<OperatorError | null>(null);
  const latest = useRef<QueuePage | null>(null);
  const newest = useRef(0);

  const show = useCallback((next: QueuePage) => {
    latest.current = next;
    setPage(next);
  }, []);

  const read = useCallback(
    async (before: QueuePage | null) => {
      const mine = ++newest.current;
      const answer = await client.offline.queue({ before: before?.next ?? null });
      if (mine !== newest.current) return;
      setError(answer.ok ? null : answer.error);
      // Responses and events arrive in the order they were sent, so the known entries are current.
      const known = before === null ? [] : (latest.current?.entries ?? []);
      if (answer.ok) show({ entries: [...known, ...answer.value.entries], next: answer.value.next });
    },
    [client, show],
  );

  useEffect(() => {
    void read(null);
    const ends = [
      // The core sends no entries while no operator is logged in.
      onSessionBack(core, () => void read(null)),
      // The window may have missed events while its socket was down.
      client.objects.onAllChanged(() => void read(null)),
      client.offline.onEntriesChanged((changed) => {
        const known = latest.current;
        if (known === null) return;
        if (changed.some((entry) => isNewer(entry, known.entries[0]))) {
          void read(null);
          return;
        }
        const now = new Map(changed.map((entry) => [entryName(entry), entry]));
        show({ ...known, entries: known.entries.map((entry) => now.get(entryName(entry)) ?? entry) });
      }),
    ];
    return () => {
      newest.current += 1;
      for (const end of ends) end();
    };
  }, [client, core, read, show]);

  const known = page?.entries.filter((entry) => !isIn("done", entry)).length ?? 0;
  const isMissing = page !== null && page.next !== null && error === null && known < open;
  useEffect(() => {
    if (isMissing) void read(page);
  }, [isMissing, page, read]);

  return {
    entries: page?.entries ?? null,
    hasMore: page !== null && page.next !== null,
    error,
    readOn: () => void read(latest.current),
    readAgain: () => void read(null),
  };
}

/** Whether an entry is newer than the first one shown. Other unknown entries are on later pages. */
const isNewer = (entry: QueueEntry, first: QueueEntry | undefined): boolean =>
  first === undefined || (entry.device === first.device && entry.seq > first.seq);
