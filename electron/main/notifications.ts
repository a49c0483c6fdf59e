import { Notification } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import type { Place } from "#shared/ipc/place.ts";
import type { Notice } from "../core/ports.ts";
import { texts } from "./texts.ts";

interface NotificationsDeps {
  readonly language: () => Language;
  /** The operator looks at a window, and sees there what has happened. */
  readonly isSeen: () => boolean;
  /** Brings a window to the front, and leads it to a place. */
  readonly lead: (place: Place | null) => void;
}

/**
 * The notifications of the desktop. While the screen or the session is locked there is one, and it
 * has a count alone.
 */
export function notifications({ language, isSeen, lead }: NotificationsDeps) {
  /** Those that were not closed: one that nobody holds would lose its click. */
  const open = new Set<Notification>();
  let locks: ReadonlySet<"screen" | "session"> = new Set();
  /** What came while it was locked. */
  let unread = 0;

  function show(body: string, place: Place | null): void {
    if (!Notification.isSupported()) return;
    const shown = new Notification({ title: "CardDesk", body });
    open.add(shown);
    shown.on("close", () => open.delete(shown));
    shown.on("click", () => {
      open.delete(shown);
      shown.close();
      lead(place);
    });
    shown.show();
  }

  function clear(): number {
    const count = open.size;
    for (const shown of open) shown.close();
    open.clear();
    return count;
  }

  function count(more: number): void {
    unread += more;
    clear();
    if (unread > 0) show(texts[language()].noticesWaiting(unread), null);
  }

  return {
    notify({ kind, count: many, place }: Notice): void {
      if (locks.size > 0) count(1);
      else if (!isSeen()) show(texts[language()].notices[kind](many), place);
    },

    /** What stands on the screen when it is locked becomes a count. */
    lock(what: "screen" | "session"): void {
      const isFirst = locks.size === 0;
      locks = new Set([...locks, what]);
      if (isFirst) count(clear());
    },

    unlock(what: "screen" | "session"): void {
      locks = new Set([...locks].filter((each) => each !== what));
      if (locks.size > 0) return;
      unread = 0;
      clear();
    },
  };
}
