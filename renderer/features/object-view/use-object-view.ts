import { startTransition, useCallback, useEffect, useRef, useState } from "react";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import { onSessionBack } from "../../desk/core-state.ts";
import { useDesk } from "../../desk/desk.ts";

/**
 * State of reading an object. The last good reading stays on screen, with the error of a later one
 * beside it.
 */
export type Reading =
  | { readonly kind: "reading" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly view: ObjectView; readonly stale: OperatorError | null };

/** Reads an object, again when the core says so, a wizard has closed or the session is back. */
export function useObjectView(ref: Ref): { reading: Reading; readAgain: () => void } {
  const { client, core } = useDesk();
  const [reading, setReading] = useState<Reading>({ kind: "reading" });
  const newest = useRef(0);
  const { type, id } = ref;

  const read = useCallback(async () => {
    const mine = ++newest.current;
    const view = await client.objects.open({ type, id });
    if (mine !== newest.current) return;
    // A transition is drawn in parts, so that keystrokes need not wait for it.
    startTransition(() =>
      setReading((before) => {
        if (view.ok) return { kind: "read", view: view.value, stale: null };
        const isKept = before.kind === "read" && view.error.code !== "not-found";
        return isKept ? { ...before, stale: view.error } : { kind: "failed", error: view.error };
      }),
    );
  }, [client, type, id]);
  const readAgain = useCallback(() => void read(), [read]);

  useEffect(() => {
    readAgain();
    const subscriptions = [
      client.objects.onChanged(({ ref: changed }) => sameRef(changed, { type, id }) && readAgain()),
      client.objects.onAllChanged(readAgain),
      onSessionBack(core, readAgain),
      core.subscribe(({ wizard: now }, { wizard: before }) => {
        if (now.kind === "closed" && before.kind !== "closed") readAgain();
      }),
    ];
    return () => {
      newest.current += 1;
      for (const unsubscribe of subscriptions) unsubscribe();
    };
  }, [client, core, readAgain, type, id]);

  return { reading, readAgain };
}
