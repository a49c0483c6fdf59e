import { Notification } from "electron";
import type { Language } from "#shared/ipc/app.ts";
import type { Place } from "#shared/ipc/place.ts";
import type { Notice } from "../core/ports.ts";
import { texts } from "./texts.ts";

interface NotificationsDeps {
  readonly language: () => Language;
  /** Whether a window has the focus, so that the operator sees the event there. */
  readonly isSeen: () => boolean;
  /** Brings a window to the front and opens a place in it. */
  readonly lead: (place: Place | null) => void;
}

/**
 * Creates the desktop notifications. While the screen or the session is locked there is only one,
 * and it shows only a count.
 */
export function notifications({ language, isSeen, lead }: NotificationsDeps) {
  /**
   * Notifications not closed yet. The reference is needed: a collected one would lose its click.
   */
  const open = new Set<Notification>();
  let locks: ReadonlySet<"screen" | "session"> = new Set();
  /** Number of notices since the lock. */
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

    /** Locks the screen or the session: the notifications on screen become a count. */
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
