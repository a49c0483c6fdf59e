import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { OfflineState, QueueEntry } from "#shared/ipc/offline.ts";
import { openOffline, type Offline, type OfflineSurroundings } from "./offline.ts";
import { fromStore, StoreFault } from "../store/store-fault.ts";
import type { StoreThread } from "../store/store-messages.ts";

export type OfflineArea = ReturnType<typeof startOffline>;

/**
 * Opens what works without a connection, while the rest of the program starts. Where nothing can be kept on this machine, the program
 * works with a connection as ever, and says why not without. `startAgain` starts the process of an entry on the object as it is now.
 */
export function startOffline(around: OfflineSurroundings, startAgain: (entry: QueueEntry) => Promise<Result<null>>) {
  let opened: Offline | null = null;
  let unavailable: OperatorError | null = null;
  const ready = open();

  async function open(): Promise<void> {
    try {
      opened = await openOffline(around);
      opened.changed();
    } catch (fault) {
      unavailable = fault instanceof StoreFault ? fault.error : operatorError("client-fault", {}, "offline store");
      around.failed(fault);
      around.stateChanged(state());
    }
  }

  function state(): OfflineState {
    return (
      opened?.state() ?? {
        working: false,
        workingSet: unavailable === null ? { kind: "opening" } : { kind: "unavailable", error: unavailable },
        sync: { kind: "idle" },
        counts: { waiting: 0, attention: 0 },
        broken: [],
        keptAside: null,
      }
    );
  }

  /** Does the work when the store is open; where it cannot be opened, answers why. */
  async function when<T>(work: (offline: Offline) => Promise<Result<T>>): Promise<Result<T>> {
    await ready;
    return opened === null ? fail(unavailable ?? operatorError("client-fault")) : work(opened);
  }

  const done = (work: (offline: Offline) => void) => (): Promise<Result<null>> =>
    when(async (offline) => {
      work(offline);
      return ok(null);
    });

  const handlers: Handlers["offline"] = {
    async state() {
      await ready;
      return ok(state());
    },
    take: (take) => when((offline) => offline.take(take)),
    cancelTake: done((offline) => offline.cancelTake()),
    leave: () => when((offline) => offline.leave()),
    queue: ({ before }) => when(async (offline) => ok(offline.page(before))),
    syncNow: done((offline) => offline.syncNow()),
    pause: done((offline) => offline.pause()),
    resume: done((offline) => offline.resume()),
    drop: ({ device, seq, reason }) =>
      when((offline) => offline.settle(device, seq, { kind: "dropped", reason, at: new Date().toISOString() })),
    startAgain: ({ device, seq }) =>
      when(async (offline) => {
        const entry = offline.entry(device, seq);
        if (entry === undefined) return fail(operatorError("not-found", {}, `entry ${seq}`));
        const started = await startAgain(entry);
        if (!started.ok) return started;
        return offline.settle(device, seq, { kind: "startedAgain", at: new Date().toISOString() });
      }),
    exportJournal: ({ device }) => when((offline) => offline.exportJournal(device)),
  };

  return {
    handlers,
    ready,
    /** Does what needs the store when it is open; where it cannot be, or does not do it, answers why. */
    withStore: <T>(work: (store: StoreThread) => Promise<T>): Promise<Result<T>> =>
      when((offline) => fromStore(() => work(offline.store))),
    /** What search, objects and wizard work with now in place of the back end; null: the back end. */
    working: (): Offline | null => (opened?.working() === true ? opened : null),
    /** What works whether or not there is a connection; null until the store is open, or where it cannot be. */
    opened: (): Offline | null => opened,
    async stop(): Promise<void> {
      await ready;
      await opened?.stop();
    },
  };
}
