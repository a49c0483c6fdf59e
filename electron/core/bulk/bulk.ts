import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { maySee } from "#shared/domain/roles.ts";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Operator } from "#shared/idm/session.ts";
import { countStates, type Bulk, type BulkItem, type BulkItemState, type BulkStart } from "#shared/ipc/bulk.ts";
import type { Gateway } from "../idm/gateway.ts";
import { limits } from "../limits.ts";
import { timestamp, type Clock } from "../clock.ts";
import type { LogFields } from "../log.ts";
import type { Timing } from "../timing.ts";
import type { BulkRecord, ItemProgress } from "../store/bulk-table.ts";
import type { StoreThread } from "../store/store-messages.ts";
import { inDoubt, isLeft, shownItem } from "./items.ts";
import { runObject, type Item, type Outcome } from "./run-object.ts";

export interface BulkDeps {
  readonly gateway: Gateway;
  readonly timing: Timing;
  readonly clock: Clock;
  /** The operator of this session; `token`: the back end knows them. */
  readonly session: () => { readonly operator: Operator; readonly token: boolean } | null;
  /** Runs work on the store; answers the error when the store cannot be opened or fails. */
  readonly withStore: <T>(work: (store: StoreThread) => Promise<T>) => Promise<Result<T>>;
  readonly changed: (bulk: Bulk) => void;
  readonly itemsChanged: (items: BulkItem[]) => void;
  readonly log: (fields: LogFields) => void;
  readonly failed: (fault: unknown) => void;
}

type Phase =
  | { readonly kind: "running" | "finished" }
  | { readonly kind: "stopping" | "stopped"; readonly error: OperatorError | null };

interface Run {
  readonly record: BulkRecord;
  readonly items: readonly Item[];
  phase: Phase;
  /** Objects in a row without an answer from the back end, and the error of the last of them. */
  unanswered: number;
  backEndError: OperatorError | null;
}

/**
 * Keeps the one bulk operation of this machine. It is on disk before anything is sent, and each
 * object is marked in doubt there before its first request. After any crash, Resume asks for the
 * outcome of everything that may have been done, with the same idempotency keys.
 */
export function createBulk(deps: BulkDeps) {
  const life = new AbortController();
  const changedItems = new Set<Item>();
  let open: Run | null = null;
  /** A start or a close that is being written to disk. */
  let writing: Promise<unknown> | null = null;
  let workers: Promise<void> = Promise.resolve();
  let publishTimer: NodeJS.Timeout | undefined;
  const ready = load().catch(deps.failed);

  async function load(): Promise<void> {
    const found = await deps.withStore((store) => store.bulk());
    if (!found.ok || found.value === null) return;
    const { record, items } = found.value;
    open = {
      record,
      items: items.map((item) => ({ ...item })),
      phase: { kind: "running" },
      unanswered: 0,
      backEndError: null,
    };
    finishRun(open);
  }

  const isOwn = ({ record }: Run): boolean => record.operator.id === deps.session()?.operator.id;

  /** Another operator with the right to run a bulk sees its operator, and may close it. */
  const mayClose = (run: Run): boolean => isOwn(run) || maySee("bulk", deps.session()?.operator.roles ?? []);

  function shown(): Bulk {
    if (open === null || !mayClose(open)) return { kind: "none" };
    const { id, coreTemplate, process, processName, operator, startedAt } = open.record;
    const total = open.items.length;
    const counts = countStates(open.items);
    return { ...open.phase, id, coreTemplate, process, processName, operator, startedAt, total, counts };
  }

  const ownItems = (): BulkItem[] => (open !== null && isOwn(open) ? open.items.map(shownItem) : []);

  function publish(): void {
    clearTimeout(publishTimer);
    publishTimer = undefined;
    const items = [...changedItems].map(shownItem);
    changedItems.clear();
    if (items.length > 0 && open !== null && isOwn(open)) deps.itemsChanged(items);
    deps.changed(shown());
  }

  function setState(item: Item, state: BulkItemState): void {
    item.state = state;
    changedItems.add(item);
    publishTimer ??= setTimeout(publish, deps.timing.bulkEventInterval);
  }

  function setPhase(run: Run, phase: Phase): void {
    run.phase = phase;
    deps.log({ bulk: phase.kind, counts: countStates(run.items) });
    publish();
  }

  /** Stops starting objects; running ones are finished. */
  function halt(error: OperatorError | null): void {
    if (open?.phase.kind === "running") setPhase(open, { kind: "stopping", error });
  }

  function finishRun(run: Run): void {
    const error = run.phase.kind === "stopping" ? run.phase.error : run.backEndError;
    setPhase(run, run.items.some(isLeft) ? { kind: "stopped", error } : { kind: "finished" });
  }

  function startRun(run: Run): void {
    if (!isResting(run)) return;
    run.unanswered = 0;
    run.backEndError = null;
    setPhase(run, { kind: "running" });
    // Objects in doubt come last: one that never gets an answer must not block the others.
    const { waiting = [], doubtful = [] } = Object.groupBy(run.items.filter(isLeft), ({ state }) =>
      state.kind === "waiting" ? "waiting" : "doubtful",
    );
    const due = [...waiting, ...doubtful].values();
    workers = Promise.all(Array.from({ length: limits.bulkParallel }, () => work(run, due)))
      .catch((fault: unknown) => {
        deps.failed(fault);
        halt(operatorError("client-fault", {}, "bulk"));
      })
      .then(() => finishRun(run));
  }

  /**
   * Runs one object after the other. A single write to disk holds the result of an object and the
   * in-doubt mark of the next one.
   */
  async function work(run: Run, due: Iterator<Item, undefined>): Promise<void> {
    const mayAsk = (): boolean => deps.session()?.token === true && isOwn(run);
    let ended: { readonly item: Item; readonly state: BulkItemState } | null = null;
    for (;;) {
      const item: Item | undefined = run.phase.kind === "running" ? due.next().value : undefined;
      const kept = await persist(run, [
        ...(ended === null ? [] : [{ ...ended.item, state: ended.state }]),
        ...(item === undefined ? [] : [{ ...item, state: inDoubt(item, timestamp(deps.clock)) }]),
      ]);
      if (ended !== null) setState(ended.item, ended.state);
      if (item === undefined || !kept) return;
      const before = { ...item };
      setState(item, { kind: "running" });
      const outcome = await runObject(
        { gateway: deps.gateway, timing: deps.timing, clock: deps.clock, mayAsk, signal: life.signal },
        run.record,
        before,
      );
      stopIfSilent(run, outcome);
      ended = { item, state: outcome.state };
    }
  }

  /** Stops after several unanswered objects in a row: the back end is down, not these objects. */
  function stopIfSilent(run: Run, { backEndError }: Outcome): void {
    run.unanswered = backEndError === null ? 0 : run.unanswered + 1;
    run.backEndError = backEndError ?? run.backEndError;
    if (run.unanswered >= limits.bulkParallel) halt(run.backEndError);
  }

  async function persist(run: Run, progress: readonly ItemProgress[]): Promise<boolean> {
    if (progress.length === 0) return true;
    const states = progress.map(({ n, attempt, state }) => ({ n, attempt, state }));
    const kept = await deps.withStore((store) => store.setBulkItems(run.record.id, states));
    if (!kept.ok) halt(kept.error);
    return kept.ok;
  }

  const otherBulkError = (run: Run): OperatorError =>
    mayClose(run) ? operatorError("bulk-open", { operator: run.record.operator.name }) : operatorError("forbidden");

  function whyNotContinue(run: Run): OperatorError | null {
    if (life.signal.aborted) return operatorError("core-lost");
    if (deps.session()?.token !== true) return operatorError("not-authenticated");
    return isOwn(run) ? null : otherBulkError(run);
  }

  async function startNow({ objects, ...request }: BulkStart, operator: Operator): Promise<Result<null>> {
    const options = await deps.gateway.ask(idmApi.bulkOptions, {
      params: { id: request.coreTemplate },
      signal: life.signal,
    });
    if (options.kind === "failure") return fail(options.error);
    const { limit } = options.value;
    if (objects.length > limit) return fail(operatorError("bulk-too-many", { count: objects.length, limit }));
    const record = { ...request, id: randomUUID(), operator, startedAt: timestamp(deps.clock) };
    const begun = await deps.withStore((store) => store.beginBulk(record, objects));
    if (!begun.ok) return begun;
    const items = objects.map((object, n): Item => ({ ...object, n, attempt: 0, state: { kind: "waiting" } }));
    open = { record, items, phase: { kind: "stopped", error: null }, unanswered: 0, backEndError: null };
    // If the operator left or the program began to stop meanwhile, the bulk waits for Resume.
    const error = whyNotContinue(open);
    if (error === null) startRun(open);
    else setPhase(open, { kind: "stopped", error });
    return ok(null);
  }

  async function exclusively<T>(work: () => Promise<Result<T>>): Promise<Result<T>> {
    const written = work();
    writing = written;
    try {
      return await written;
    } finally {
      writing = null;
    }
  }

  /**
   * Stops the run and waits up to `bulkEndWait` for the running objects. Does not wait for `ready`:
   * before it nothing runs, and a call that waits for it checks the session again.
   */
  async function leave(): Promise<void> {
    halt(null);
    await Promise.race([workers, sleep(deps.timing.bulkEndWait, undefined, { ref: false })]);
  }

  return {
    /** Emits the state again after the session that may see it has changed. */
    publish,
    leave,
    halt,
    async state(): Promise<Bulk> {
      await ready;
      return shown();
    },
    async items(): Promise<BulkItem[]> {
      await ready;
      return ownItems();
    },
    /** Returns state and objects at once: none while they are being read from the disk. */
    now: (): { readonly state: Bulk; readonly items: BulkItem[] } => ({ state: shown(), items: ownItems() }),
    /** Resolves once the bulk is on disk. */
    async start(request: BulkStart): Promise<Result<null>> {
      await ready;
      const session = deps.session();
      if (session?.token !== true) return fail(operatorError("not-authenticated"));
      if (open !== null) return fail(otherBulkError(open));
      if (writing !== null) return fail(operatorError("bulk-open", { operator: session.operator.name }));
      return exclusively(() => startNow(request, session.operator));
    },
    async resume(): Promise<Result<null>> {
      await ready;
      const run = open;
      if (run === null) return noBulk;
      const refused = whyNotContinue(run);
      if (refused !== null) return fail(refused);
      if (run.phase.kind === "stopping") return fail(operatorError("bulk-running"));
      if (run.phase.kind === "stopped") startRun(run);
      return ok(null);
    },
    /**
     * Starts a new attempt for each failed object; its number is written to disk with the in-doubt
     * mark.
     */
    async retry(): Promise<Result<null>> {
      await ready;
      const run = open;
      if (run === null) return noBulk;
      const refused = whyNotContinue(run);
      if (refused !== null) return fail(refused);
      if (!isResting(run)) return fail(operatorError("bulk-running"));
      for (const item of run.items) {
        if (item.state.kind !== "failed") continue;
        item.attempt += 1;
        setState(item, { kind: "waiting" });
      }
      startRun(run);
      return ok(null);
    },
    async close(): Promise<Result<null>> {
      await ready;
      const run = open;
      if (run === null) return ok(null);
      if (!mayClose(run)) return fail(otherBulkError(run));
      if (!isResting(run) || writing !== null) return fail(operatorError("bulk-running"));
      const closed = await exclusively(() => deps.withStore((store) => store.closeBulk()));
      if (!closed.ok) return closed;
      open = null;
      publish();
      return ok(null);
    },
    async stop(): Promise<void> {
      await leave();
      life.abort();
      await writing;
      halt(null);
      await workers;
      clearTimeout(publishTimer);
    },
  };
}

const noBulk: Result<never> = fail(operatorError("not-found", {}, "bulk"));

export type BulkKeeper = ReturnType<typeof createBulk>;

const isResting = ({ phase }: Run): boolean => phase.kind === "stopped" || phase.kind === "finished";
