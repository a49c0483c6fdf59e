import { useEffect, useState, useSyncExternalStore } from "react";

/** The open dialogs of the page, in the order in which they were opened. */
let dialogs: readonly { readonly id: symbol; readonly isShown: boolean }[] = [];
const listeners = new Set<() => void>();

function setDialogs(next: typeof dialogs): void {
  dialogs = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/**
 * Returns whether a dialog may be rendered: as soon as every dialog that was opened before it is
 * shown, so that two dialogs never appear in the same commit of React. A dialog of React Aria makes
 * everything inert that is on the page when it appears; two that appear together would make each
 * other inert, and nothing could be pressed.
 */
export function useTurn(): boolean {
  const [id] = useState(() => Symbol());
  const isTurn = useSyncExternalStore(
    subscribe,
    () => dialogs.find((each) => !each.isShown || each.id === id)?.id === id,
  );

  useEffect(() => {
    setDialogs([...dialogs, { id, isShown: false }]);
    return () => setDialogs(dialogs.filter((each) => each.id !== id));
  }, [id]);

  // Runs after the effects of the rendered dialog, which make the rest of the page inert.
  useEffect(() => {
    if (isTurn) setDialogs(dialogs.map((each) => (each.id === id ? { id, isShown: true } : each)));
  }, [isTurn, id]);

  return isTurn;
}
