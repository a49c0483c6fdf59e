import { fail, ok, type OperatorError, type Result } from "#shared/errors.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Take, WorkingSetState } from "#shared/ipc/offline.ts";
import { fromStore } from "../store/store-fault.ts";
import { resumeWorkingSet, takeWorkingSet, type NotTaken, type TakeSurroundings } from "./take.ts";

export interface TakingSurroundings extends Omit<TakeSurroundings, "progress" | "signal"> {
  /** Told of progress. */
  readonly changed: () => void;
  /** Waited for at the end, however it ended: what the store has may be another working set. */
  readonly ended: () => Promise<void>;
}

/** A working set that is being fetched. */
interface Current {
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  done: number;
  /** Null until the back end has counted. */
  total: number | null;
  givenUp: boolean;
}

/** Fetches working sets, one at a time. */
export function createTaking({ changed, ended, ...around }: TakingSurroundings) {
  let current: Current | null = null;
  let failed: OperatorError | null = null;

  async function run(work: (around: TakeSurroundings) => Promise<NotTaken>): Promise<Result<null>> {
    if (current !== null) return ok(null);
    const end = Promise.withResolvers<void>();
    const mine: Current = { stop: new AbortController(), ended: end.promise, done: 0, total: null, givenUp: false };
    current = mine;
    failed = null;
    const progress = (done: number, total: number | null): void => {
      mine.done = done;
      mine.total = total;
      changed();
    };
    try {
      const taken = await fromStore(async () => {
        const notTaken = await work({ ...around, progress, signal: mine.stop.signal });
        if (mine.givenUp) await around.store.discardDraft();
        return notTaken === "cancelled" ? null : notTaken;
      });
      failed = taken.ok ? taken.value : taken.error;
      current = null;
      await ended();
      return failed === null ? ok(null) : fail(failed);
    } finally {
      current = null;
      end.resolve();
    }
  }

  return {
    /** What is being fetched, or why it could not be; null: neither. */
    state(): Extract<WorkingSetState, { kind: "taking" | "failed" }> | null {
      if (current !== null) return { kind: "taking", done: current.done, total: current.total };
      return failed === null ? null : { kind: "failed", error: failed };
    },
    take: (operator: Operator, take: Take): Promise<Result<null>> =>
      run((fetching) => takeWorkingSet(fetching, operator, take)),
    /** Goes on with what the operator who has just logged in had begun, if they had. */
    async resume(): Promise<void> {
      const begun = await around.store.draft();
      if (begun !== null) await run((fetching) => resumeWorkingSet(fetching, begun));
    },
    /** The operator does not want it any more. */
    cancel(): void {
      if (current === null) return;
      current.givenUp = true;
      current.stop.abort();
    },
    /** Nobody is logged in any more, or the program ends: it goes on when the operator logs in again. */
    async interrupt(): Promise<void> {
      current?.stop.abort();
      await current?.ended;
    },
    /** Something other than fetching has failed on the working set. */
    fail(error: OperatorError): void {
      failed = error;
    },
  };
}
