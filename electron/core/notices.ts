import { maySee } from "#shared/domain/roles.ts";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Task } from "#shared/idm/task.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import type { Clock } from "./clock.ts";
import type { Notice } from "./ports.ts";

/** Days before the end of a certificate from which a notice is shown. */
const soon = 30;
const day = 24 * 3_600_000;

interface NoticesDeps {
  /** Null if the back end does not answer. */
  readonly readTasks: () => Promise<readonly Task[] | null>;
  readonly readObject: (ref: Ref) => Promise<IdmObject | null>;
  readonly clock: Clock;
  /** Null if the shell has no notifications, or the operator wants none. */
  readonly notify: () => ((notice: Notice) => void) | null;
  readonly operator: () => Operator | null;
}

/**
 * Shows notices to an operator who looks elsewhere. A notice has a kind and a count but no names,
 * since any passer-by may see it.
 */
export function createNotices({ readTasks, readObject, clock, notify, operator }: NoticesDeps) {
  /** Opened tasks that no notice has considered yet. */
  const opened = new Set<string>();
  let isReading = false;
  /**
   * The largest total of the running sync, and the attention count at its start; null between runs.
   */
  let syncing: { readonly total: number; readonly attention: number } | null = null;
  /** The last card that was checked. */
  let card: Ref | null = null;

  /** Reads the list, and shows a notice of the opened tasks that this operator can decide. */
  async function tellTasks(): Promise<"read" | "failed"> {
    const asked = new Set(opened);
    const tasks = await readTasks();
    if (tasks === null) return "failed";
    const mine = tasks.filter((task) => asked.has(task.id) && task.obstacles.length === 0);
    for (const each of asked) opened.delete(each);
    const [first, ...others] = mine;
    if (first === undefined) return "read";
    const place = others.length === 0 ? ({ kind: "task", id: first.id } as const) : ({ kind: "tasks" } as const);
    notify()?.({ kind: "task", count: mine.length, place });
    return "read";
  }

  return {
    /**
     * Shows a notice of tasks that this operator can decide. A task that is opened while the list
     * is read, or when it cannot be read, waits for the next reading.
     */
    async taskOpened(id: string): Promise<void> {
      if (notify() === null || !maySee("tasks", operator()?.roles ?? [])) return;
      opened.add(id);
      if (isReading) return;
      isReading = true;
      try {
        while (opened.size > 0 && (await tellTasks()) === "read");
      } finally {
        isReading = false;
      }
    },

    /** Shows one notice of the outcome of a sync when it is over. */
    offlineChanged({ sync, counts }: Pick<OfflineState, "sync" | "counts">): void {
      if (sync.kind === "syncing") {
        const { total = 0, attention = counts.attention } = syncing ?? {};
        syncing = { total: Math.max(total, sync.total), attention };
      }
      if (sync.kind !== "idle" || syncing === null) return;
      const { total, attention } = syncing;
      syncing = null;
      // The session ended meanwhile: the remaining entries are sent after the next log-in.
      if (operator() === null) return;
      const conflicts = counts.attention - attention;
      const place = { kind: "offline" } as const;
      if (conflicts > 0) notify()?.({ kind: "conflict", count: conflicts, place });
      else if (counts.waiting === 0) notify()?.({ kind: "synced", count: total, place });
    },

    /** Shows a notice of an inserted card whose certificates end soon. */
    async cardChanged(reader: CardReader): Promise<void> {
      const found = reader.kind === "piv" && reader.identity.kind === "found" ? reader.identity.ref : null;
      if (found === null || notify() === null || (card !== null && sameRef(card, found))) return;
      card = found;
      const object = await readObject(found);
      // The next change of the reader tries again.
      if (object === null && card === found) card = null;
      const ends = (object?.certificates ?? []).map(({ validTo }) => Date.parse(validTo) - clock.now());
      const days = Math.floor(Math.min(...ends) / day);
      if (days >= 0 && days <= soon) notify()?.({ kind: "card", count: days, place: { kind: "object", ref: found } });
    },

    /** Drops what was noted for the operator who has logged out. */
    forget(): void {
      opened.clear();
      syncing = null;
      card = null;
    },
  };
}
