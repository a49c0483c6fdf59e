import { fail, ok, type OperatorError, type Result } from "#shared/errors.ts";
import type { OfflineState, QueueEntry } from "#shared/ipc/offline.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import { timestamp, type Clock } from "../clock.ts";
import type { LocalKeeper } from "./local-keeper.ts";
import type { Local } from "./local.ts";

export interface OfflineHandlersDeps {
  readonly local: LocalKeeper;
  readonly clock: Clock;
  readonly state: () => OfflineState;
  /** Returns why nothing can be sent to the back end now; null when it answers. */
  readonly noConnection: () => OperatorError | null;
  /**
   * Starts the process of an entry in the wizard, on the object as it is now; ok when the wizard is
   * at the process.
   */
  readonly startAgain: (entry: QueueEntry) => Promise<Result<null>>;
  /** Closes the wizard that `startAgain` opened. */
  readonly closeWizard: () => void;
}

/** Makes the handlers of the screen Offline: working set, queue and sync. */
export function offlineHandlers(deps: OfflineHandlersDeps): Handlers["offline"] {
  const { when, ready } = deps.local;
  const at = (): string => timestamp(deps.clock);

  /** Runs a command that has taken effect when it returns. */
  const done = (command: (local: Local) => void) => (): Promise<Result<null>> =>
    when(async (local) => {
      command(local);
      return ok(null);
    });

  async function startAgain(local: Local, device: string, seq: number): Promise<Result<null>> {
    const entry = local.undecided(device, seq);
    if (!entry.ok) return entry;
    const started = await deps.startAgain(entry.value);
    if (!started.ok) return started;
    const settled = await local.settle(entry.value, { kind: "startedAgain", at: at() });
    if (!settled.ok) deps.closeWizard();
    return settled;
  }

  return {
    async state() {
      await ready;
      return ok(deps.state());
    },
    take: (take) => when((local) => local.workingSet.take(take)),
    unlock: ({ passphrase }) => when((local) => local.workingSet.open(passphrase)),
    cancelTake: done((local) => local.workingSet.cancelTake()),
    leave: () => when((local) => local.workingSet.remove()),
    queue: ({ before }) => when(async (local) => ok(local.page(before))),
    syncNow: () =>
      when(async (local) => {
        const error = deps.noConnection();
        if (error !== null) return fail(error);
        local.sync.resume();
        return ok(null);
      }),
    pause: done((local) => local.sync.pause()),
    resume: done((local) => local.sync.resume()),
    drop: ({ device, seq, reason }) =>
      when(async (local) => {
        const entry = local.undecided(device, seq);
        return entry.ok ? local.settle(entry.value, { kind: "dropped", reason, at: at() }) : entry;
      }),
    startAgain: ({ device, seq }) => when((local) => startAgain(local, device, seq)),
    exportJournal: ({ device }) => when((local) => local.exportJournal(device)),
  };
}
