import { fail, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { fromStore, StoreFault } from "../store/store-fault.ts";
import type { StoreThread } from "../store/store-messages.ts";
import { openLocal, type Local, type LocalDeps } from "./local.ts";

type Opening =
  | { readonly kind: "opening" }
  | { readonly kind: "unavailable"; readonly error: OperatorError }
  | { readonly kind: "open"; readonly local: Local };

export type LocalKeeper = ReturnType<typeof keepLocal>;

/**
 * Opens the local part while the rest of the program starts. If the store cannot be opened, online
 * work continues and local calls answer the reason.
 */
export function keepLocal(deps: Omit<LocalDeps, "changed">) {
  let now: Opening = { kind: "opening" };
  const listeners: (() => void)[] = [];
  const changed = (): void => {
    for (const listener of listeners) listener();
  };
  const ready = open();

  async function open(): Promise<void> {
    try {
      now = { kind: "open", local: await openLocal({ ...deps, changed }) };
    } catch (fault) {
      const error = fault instanceof StoreFault ? fault.error : operatorError("client-fault", {}, "offline store");
      now = { kind: "unavailable", error };
      deps.failed(fault);
    }
    changed();
  }

  const opened = (): Local | null => (now.kind === "open" ? now.local : null);

  async function when<T>(work: (local: Local) => Promise<Result<T>>): Promise<Result<T>> {
    await ready;
    if (now.kind === "open") return work(now.local);
    return fail(now.kind === "unavailable" ? now.error : operatorError("client-fault", {}, "offline store"));
  }

  return {
    ready,
    /** `listener` is called after each change of the local state. */
    subscribe: (listener: () => void): void => void listeners.push(listener),
    /** Null until the store is open, and if it cannot be opened. */
    opened,
    /** Runs work once the store is open; answers the reason if it cannot be opened. */
    when,
    /** Like `when`, for work on the store alone; its faults become operator errors. */
    withStore: <T>(work: (store: StoreThread) => Promise<T>): Promise<Result<T>> =>
      when((local) => fromStore(() => work(local.store))),
    state: (): Omit<OfflineState, "working"> =>
      opened()?.state() ?? {
        workingSet: now.kind === "unavailable" ? now : { kind: "opening" },
        sync: { kind: "idle" },
        counts: { waiting: 0, attention: 0 },
        broken: [],
        keptAside: null,
      },
    async stop(): Promise<void> {
      await ready;
      await opened()?.stop();
    },
  };
}
