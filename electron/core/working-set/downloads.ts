import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { fromStore } from "../store/store-fault.ts";
import {
  downloadWorkingSet,
  resumeDownload,
  type DownloadDeps,
  type DownloadOutcome,
  type Wanted,
} from "./download.ts";

export interface DownloadsDeps extends Omit<DownloadDeps, "progress" | "signal"> {
  /** Called after each progress of the download. */
  readonly changed: () => void;
  /**
   * Awaited after each download, including a failed one: the store may hold another working set.
   */
  readonly ended: () => Promise<void>;
}

interface Running {
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
  let failed: OperatorError | null = null;

  async function run(work: (deps: DownloadDeps) => Promise<DownloadOutcome>): Promise<Result<null>> {
    if (running !== null) return fail(operatorError("take-running"));
    const end = Promise.withResolvers<void>();
    const mine: Running = { stop: new AbortController(), ended: end.promise, done: 0, total: null, cancelled: false };
    running = mine;
    failed = null;
    const progress = (done: number, total: number | null): void => {
      mine.done = done;
      mine.total = total;
      changed();
    };
    try {
      const worked = await fromStore(async () => {
        const downloaded = await work({ ...deps, progress, signal: mine.stop.signal });
        if (mine.cancelled) await deps.store.discardDraft();
        return downloaded;
      });
      const outcome = worked.ok ? worked.value : worked.error;
      failed = typeof outcome === "string" ? null : outcome;
      running = null;
      await ended();
      if (outcome === "cancelled") return fail(operatorError("take-cancelled"));
      return failed === null ? ok(null) : fail(failed);
    } finally {
      running = null;
      end.resolve();
    }
  }

  return {
    /** Returns the running download, or the error of the last one; null if there is neither. */
    state(): Extract<WorkingSetState, { kind: "taking" | "failed" }> | null {
      if (running !== null) return { kind: "taking", done: running.done, total: running.total };
      return failed === null ? null : { kind: "failed", error: failed };
    },
    /** Downloads a working set; resolves when it is complete on this machine. */
    take: (operator: Operator, take: Wanted): Promise<Result<null>> =>
      run((running) => downloadWorkingSet(running, operator, take)),
    /**
     * Continues the interrupted download of the operator who has just logged in, if there is one.
     */
    async resume(): Promise<void> {
      const draft = await deps.store.draft();
      if (draft !== null && running === null) await run((running) => resumeDownload(running, draft));
    },
    /** Stops the download and deletes its draft. */
    cancel(): void {
      if (running === null) return;
      running.cancelled = true;
      running.stop.abort();
    },
    /** Stops the download and keeps its draft: it continues when the operator logs in again. */
    async interrupt(): Promise<void> {
      running?.stop.abort();
      await running?.ended;
    },
    /** Records a failure of the working set outside a download. */
    fail(error: OperatorError): void {
      failed = error;
    },
  };
}
