import { useCallback, useEffect, useRef, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { BulkItem } from "#shared/ipc/bulk.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";

/** The objects of the bulk with their states; empty until they are read. */
export interface Items {
  readonly items: readonly BulkItem[];
  readonly error: OperatorError | null;
  readonly readAgain: () => void;
}

/** Reads the objects of the open bulk, and keeps their states up to date. */
export function useItems(): Items {
  const { client, core } = useDesk();
  const [items, setItems] = useState<readonly BulkItem[]>([]);
  const [error, setError] = useState<OperatorError | null>(null);
  const newest = useRef(0);

  const read = useCallback(async () => {
    const mine = ++newest.current;
    const answer = await client.bulk.items();
    if (mine !== newest.current) return;
    setError(answer.ok ? null : answer.error);
    if (answer.ok) setItems(answer.value);
  }, [client]);

  useEffect(() => {
    const again = (): void => void read();
    again();
    const ends = [
      onSessionBack(core, again),
      // Responses and events arrive in the order they were sent: a response includes every earlier
      // event.
      client.bulk.onItemsChanged((changed) => {
        const now = new Map(changed.map((item) => [item.n, item]));
        setItems((known) => known.map((item) => now.get(item.n) ?? item));
      }),
    ];
    return () => {
      newest.current += 1;
      for (const end of ends) end();
    };
  }, [client, core, read]);

  return { items, error, readAgain: () => void read() };
}
