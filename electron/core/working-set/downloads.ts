import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Take, WorkingSetState } from "#shared/ipc/offline.ts";
import { fromStore } from "../store/store-fault.ts";
import { downloadWorkingSet, resumeDownload, type DownloadDeps, type DownloadOutcome } from "./download.ts";

export interface DownloadsDeps extends Omit<DownloadDeps, "progress" | "signal"> {
  /** Called after each progress of the download. */
  readonly changed: () => void;
  /**
   * Awaited after each download, including a failed one: the store may hold another working set.
   */
  readonly ended: () => Promise<void>;
}

interface Running {
  /** Id of the operator who asked for the download. */
  readonly operator: string;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
  done: number;
  /** Null until the back end has counted the objects. */
  total: number | null;
  cancelled: boolean;
}

/** Downloads working sets, one at a time. */
export function createDownloads({ changed, ended, ...deps }: DownloadsDeps) {
  let running: Running | null = null;
  /** `operator`: id of the only operator who may read the error; null: everybody may. */
  let failed: { readonly error: OperatorError; readonly operator: string | null } | null = null;
  /** Aborted at the end of each session, so that nothing begun in it goes on in the next one. */
  let session = new AbortController();

  async function run(operator: string, work: (deps: DownloadDeps) => Promise<DownloadOutcome>): Promise<Result<null>> {
    if (running !== null) return fail(operatorError("take-running"));
    const end = Promise.withResolvers<void>();
    const stop = new AbortController();
    const mine: Running = { operator, stop, ended: end.promise, done: 0, total: null, cancelled: false };
    const { signal } = session;
    running = mine;
    failed = null;
    const progress = (done: number, total: number | null): void => {
      mine.done = done;
      mine.total = total;
      changed();
    };
    try {
      const worked = await fromStore(async () => {
        const downloaded = await work({ ...deps, progress, signal: AbortSignal.any([stop.signal, signal]) });
        if (mine.cancelled) await deps.store.discardDraft();
        return downloaded;
      });
      const outcome = worked.ok ? worked.value : worked.error;
      // An error of a session that has ended is not kept for the next one.
      failed = typeof outcome === "string" || signal.aborted ? null : { error: outcome, operator };
      running = null;
      await ended();
      if (outcome === "cancelled") return fail(operatorError("take-cancelled"));
      return outcome === "complete" ? ok(null) : fail(outcome);
    } finally {
      running = null;
      end.resolve();
    }
  }

  return {
    isRunning: (): boolean => running !== null,
    /**
     * Returns what an operator may know (null: nobody is logged in): their running download or the
     * error of their last one, or a fault of the machine; null if there is none of these.
     */
    state(operator: string | null): Extract<WorkingSetState, { kind: "taking" | "failed" }> | null {
      if (running !== null && running.operator === operator)
        return { kind: "taking", done: running.done, total: running.total };
      if (failed === null || (failed.operator !== null && failed.operator !== operator)) return null;
      return { kind: "failed", error: failed.error };
    },
    /** Downloads a working set; resolves when it is complete on this machine. */
    take: (operator: Operator, take: Take): Promise<Result<null>> =>
      run(operator.id, (running) => downloadWorkingSet(running, operator, take)),
    /**
     * Continues the interrupted download of the logged-in operator, if there is one. It waits in
     * the store while entries wait to be sent, since a grant continues the journal of the back end.
     */
    async resume(): Promise<void> {
      const { signal } = session;
      const draft = await deps.store.draft();
      if (draft === null || running !== null || signal.aborted) return;
      const { operator } = draft.header;
      if (deps.queue.counts(operator.id).waiting > 0) return;
      await run(operator.id, (running) => resumeDownload(running, draft));
    },
    /** Stops the download and deletes its draft. */
    cancel(): void {
      if (running === null) return;
      running.cancelled = true;
      running.stop.abort();
    },
    /**
     * Stops the download at the end of a session and keeps its draft: it continues when the
     * operator logs in again.
     */
    async interrupt(): Promise<void> {
      session.abort();
      session = new AbortController();
      await running?.ended;
    },
    /** Drops the error of a download at log-out; a fault of the machine stays. */
    forget(): void {
      if (failed?.operator !== null) failed = null;
    },
    /** Records a failure of the working set outside a download. */
    fail(error: OperatorError): void {
      failed = { error, operator: null };
    },
  };
}
