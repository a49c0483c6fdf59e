import "./toasts.css";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import type { StateCreator } from "zustand";
import { useStore } from "zustand";
import { Button } from "../components/button.tsx";
import { Icon } from "../components/icons.tsx";
import { deskStore } from "./desk-store.ts";
import { useDesk } from "./desk.ts";
import { useWords } from "./words.ts";

/** Milliseconds until a toast disappears, unless the pointer or the focus is on it. */
const stays = 6_000;
/** More would cover the screen; the oldest is dropped first. */
const mostToasts = 3;

interface Toast {
  readonly id: number;
  readonly text: string;
}

interface ToastsState {
  readonly list: readonly Toast[];
  readonly add: (text: string) => void;
  readonly remove: (id: number) => void;
}

const toasts = deskStore("toasts", createToasts);

function createToasts(): StateCreator<ToastsState> {
  let last = 0;
  return (set, get) => ({
    list: [],
    add: (text) => set({ list: [...get().list, { id: ++last, text }].slice(-mostToasts) }),
    remove: (id) => set({ list: get().list.filter((toast) => toast.id !== id) }),
  });
}

/**
 * Returns a function that reports a completed action. Only for messages that need no answer and are
 * also visible elsewhere: an error or a warning stays beside its cause.
 */
export function useToast(): (text: string) => void {
  return useStore(toasts(useDesk()), ({ add }) => add);
}

/** The toasts at the upper corner of the screen, where they move nothing and hide no button. */
export function Toasts(): ReactNode {
  const { list, remove } = useStore(toasts(useDesk()));
  return (
    <output className="toasts">
      {list.map((toast) => (
        <OneToast key={toast.id} toast={toast} onEnd={remove} />
      ))}
    </output>
  );
}

function OneToast({ toast, onEnd }: { readonly toast: Toast; readonly onEnd: (id: number) => void }): ReactNode {
  const { say } = useWords();
  const [isHeld, setHeld] = useState(false);
  const { id, text } = toast;
  const end = useCallback(() => onEnd(id), [onEnd, id]);

  useEffect(() => {
    if (isHeld) return undefined;
    const timer = setTimeout(end, stays);
    return () => clearTimeout(timer);
  }, [isHeld, end]);

  return (
    <div
      className="toast"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon name="done" />
      <span>{text}</span>
      <Button kind="quiet" label={say("app.close")} onPress={end}>
        <Icon name="remove" />
      </Button>
    </div>
  );
}
