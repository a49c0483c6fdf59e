import { useCallback, useEffect, useRef, useState } from "react";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { useDesk } from "../../app/desk.ts";

interface Pages {
  /** Version of the object that they were read for. */
  readonly version: number;
  readonly items: readonly HistoryEntry[];
  /** Cursor of the next page; null on the last. */
  readonly next: string | null;
}

export interface ObjectHistory {
  /** Newest first, as far as it was read; null before the first page. */
  readonly entries: readonly HistoryEntry[] | null;
  readonly hasMore: boolean;
  readonly error: OperatorError | null;
  /** Reads the next page, or again the one that failed. */
  readonly readOn: () => void;
}

/** Reads an object's history, and again with every new version of it, for then there is an entry more, and with a connection. */
export function useHistory({ type, id }: Ref, version: number): ObjectHistory {
  const { client, core } = useDesk();
  const [pages, setPages] = useState<Pages | null>(null);
  const [error, setError] = useState<OperatorError | null>(null);
  const newest = useRef(0);

  const readAfter = useCallback(
    (before: Pages | null) => {
      const mine = ++newest.current;
      async function read(): Promise<void> {
        const page = await client.objects.history({ ref: { type, id }, cursor: before?.next ?? null });
        if (mine !== newest.current) return;
        setError(page.ok ? null : page.error);
        if (page.ok)
          setPages({ version, next: page.value.next, items: [...(before?.items ?? []), ...page.value.items] });
      }
      void read();
    },
    [client, type, id, version],
  );

  useEffect(() => {
    readAfter(null);
    const unsubscribe = core.subscribe(({ offline: now }, { offline: before }) => {
      if (now.working !== before.working) readAfter(null);
    });
    return () => {
      newest.current += 1;
      unsubscribe();
    };
  }, [core, readAfter]);

  return {
    entries: pages?.items ?? null,
    hasMore: pages !== null && pages.next !== null,
    error,
    readOn: () => readAfter(pages?.version === version ? pages : null),
  };
}
