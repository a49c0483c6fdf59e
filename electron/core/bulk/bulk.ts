import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { maySee } from "#shared/domain/roles.ts";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { Operator } from "#shared/idm/session.ts";
import { countStates, type Bulk, type BulkItem, type BulkItemState, type BulkStart } from "#shared/ipc/bulk.ts";
import type { Gateway } from "../idm/gateway.ts";
import { limits } from "../limits.ts";
import type { Timing } from "../timing.ts";
import type { BulkRecord, Standing } from "../store/bulk-table.ts";
import type { StoreThread } from "../store/store-messages.ts";
import { inDoubt, isLeft, shownItem } from "./items.ts";
import { runObject, type Item, type Outcome } from "./run-object.ts";

/** What a bulk needs from around it. */
export interface BulkSurroundings {
  readonly gateway: Gateway;
  readonly timing: Timing;
  /** Whose the window is; `token`: whether the back end knows them too. */
  readonly session: () => { readonly operator: Operator; readonly token: boolean } | null;
  /** Does what needs the store; where it cannot be opened or does not do it, answers why. */
  readonly withStore: <T>(work: (store: StoreThread) => Promise<T>) => Promise<Result<T>>;
  readonly changed: (bulk: Bulk) => void;
  readonly itemsChanged: (items: BulkItem[]) => void;
  readonly log: (fields: object) => void;
  readonly failed: (fault: unknown) => void;
}

type Phase =
  | { readonly kind: "running" | "finished" }
  | { readonly kind: "stopping" | "stopped"; readonly error: OperatorError | null };

interface Run {
  readonly record: BulkRecord;
  readonly items: readonly Item[];
  phase: Phase;
  /** Objects in a row that the back end did not answer for, and how it did not answer for the last of all. */
  silent: number;
  trouble: OperatorError | null;
}

/**
 * The one bulk of this machine. It is on disk before anything is sent, and each object is in doubt there before its first request:
 * whatever ends the program, Resume asks with the same idempotency keys about all that may have been done.
 */
export function createBulk(around: BulkSurroundings) {
  const life = new AbortController();
  const changedItems = new Set<Item>();
  let open: Run | null = null;
  let starting = false;
  let working: Promise<void> = Promise.resolve();
  let telling: NodeJS.Timeout | undefined;
  const ready = load().catch(around.failed);

  async function load(): Promise<void> {
    const found = await around.withStore((store) => store.bulk());
    if (!found.ok || found.value === null) return;
    const { record, items } = found.value;
    open = { record, items: items.map((item) => ({ ...item })), phase: { kind: "running" }, silent: 0, trouble: null };
    rest(open);
  }

  const isOwn = ({ record }: Run): boolean => record.operator.id === around.session()?.operator.id;

  /** Another operator who may run one is told whose it is. */
  const mayClose = (run: Run): boolean => isOwn(run) || maySee("bulk", around.session()?.operator.roles ?? []);

  function shown(): Bulk {
    if (open === null || !mayClose(open)) return { kind: "none" };
    const { id, coreTemplate, process, processName, operator, startedAt } = open.record;
    const total = open.items.length;
    const counts = countStates(open.items);
    return { ...open.phase, id, coreTemplate, process, processName, operator, startedAt, total, counts };
  }

  function tell(): void {
    clearTimeout(telling);
    telling = undefined;
    const items = [...changedItems].map(shownItem);
    changedItems.clear();
    if (items.length > 0 && open !== null && isOwn(open)) around.itemsChanged(items);
    around.changed(shown());
  }

  function show(item: Item, state: BulkItemState): void {
    item.state = state;
    changedItems.add(item);
    telling ??= setTimeout(tell, around.timing.bulkTellInterval);
  }

  function become(run: Run, phase: Phase): void {
    run.phase = phase;
    around.log({ bulk: phase.kind, counts: countStates(run.items) });
    tell();
  }

  /** Begins nothing new; what is under way is waited for. */
  function halt(error: OperatorError | null): void {
    if (open?.phase.kind === "running") become(open, { kind: "stopping", error });
  }

  function rest(run: Run): void {
    const error = run.phase.kind === "stopping" ? run.phase.error : run.trouble;
    become(run, run.items.some(isLeft) ? { kind: "stopped", error } : { kind: "finished" });
  }

  function begin(run: Run): void {
    if (!isResting(run)) return;
    run.silent = 0;
    run.trouble = null;
    become(run, { kind: "running" });
    // What is in doubt comes last: an object that is never answered for must not keep the others from their turn.
    const [waiting, doubtful] = [true, false].map((waits) =>
      run.items.filter((item) => isLeft(item) && (item.state.kind === "waiting") === waits),
    );
    const due = [...(waiting ?? []), ...(doubtful ?? [])].values();
    working = Promise.all(Array.from({ length: limits.bulkParallel }, () => work(run, due)))
      .catch((fault: unknown) => {
        around.failed(fault);
        halt(operatorError("client-fault", {}, "bulk"));
      })
      .then(() => rest(run));
  }

  /** Runs one object after the other. What became of one goes to the disk together with the mark of the next. */
  async function work(run: Run, due: Iterator<Item, undefined>): Promise<void> {
    const mayAsk = (): boolean => around.session()?.token === true && isOwn(run);
    let ended: { readonly item: Item; readonly state: BulkItemState } | null = null;
    for (;;) {
      const item: Item | undefined = run.phase.kind === "running" ? due.next().value : undefined;
      const kept = await keep(run, [
        ...(ended === null ? [] : [{ ...ended.item, state: ended.state }]),
        ...(item === undefined ? [] : [{ ...item, state: inDoubt(item) }]),
      ]);
      if (ended !== null) show(ended.item, ended.state);
      if (item === undefined || !kept) return;
      const before = { ...item };
      show(item, { kind: "running" });
      const outcome = await runObject(
        { gateway: around.gateway, timing: around.timing, mayAsk, signal: life.signal },
        run.record,
        before,
      );
      heed(run, outcome);
      ended = { item, state: outcome.state };
    }
  }

  /** Without an answer for several objects in a row it is not these objects: the others are spared. */
  function heed(run: Run, { trouble }: Outcome): void {
    run.silent = trouble === null ? 0 : run.silent + 1;
    run.trouble = trouble ?? run.trouble;
    if (run.silent >= limits.bulkParallel) halt(run.trouble);
  }

  async function keep(run: Run, standings: readonly Standing[]): Promise<boolean> {
    if (standings.length === 0) return true;
    const states = standings.map(({ n, attempt, state }) => ({ n, attempt, state }));
    const kept = await around.withStore((store) => store.setBulkItems(run.record.id, states));
    if (!kept.ok) halt(kept.error);
    return kept.ok;
  }

  const taken = (run: Run): OperatorError =>
    mayClose(run) ? operatorError("bulk-open", { operator: run.record.operator.name }) : operatorError("forbidden");

  function whyNotGoOn(run: Run): OperatorError | null {
    if (around.session()?.token !== true) return operatorError("not-authenticated");
    return isOwn(run) ? null : taken(run);
  }

  async function startNow({ objects, ...wanted }: BulkStart, operator: Operator): Promise<Result<null>> {
    const options = await around.gateway.ask(idmApi.bulkOptions, { params: { id: wanted.coreTemplate } });
    if (options.kind === "failure") return fail(options.error);
    const { limit } = options.value;
    if (objects.length > limit) return fail(operatorError("bulk-too-many", { count: objects.length, limit }));
    const record = { ...wanted, id: randomUUID(), operator, startedAt: new Date().toISOString() };
    const begun = await around.withStore((store) => store.beginBulk(record, objects));
    if (!begun.ok) return begun;
    const items = objects.map((object, n): Item => ({ ...object, n, attempt: 0, state: { kind: "waiting" } }));
    open = { record, items, phase: { kind: "stopped", error: null }, silent: 0, trouble: null };
    begin(open);
    return ok(null);
  }

  /** Stops what runs, and waits a moment for what is under way. */
  async function leave(): Promise<void> {
    await ready;
    halt(null);
    await Promise.race([working, sleep(around.timing.bulkEndWait, undefined, { ref: false })]);
  }

  return {
    /** Who looks at it has changed. */
    tell,
    leave,
    halt,
    async state(): Promise<Bulk> {
      await ready;
      return shown();
    },
    async items(): Promise<BulkItem[]> {
      await ready;
      return open !== null && isOwn(open) ? open.items.map(shownItem) : [];
    },
    /** Answers once the bulk is on disk. */
    async start(wanted: BulkStart): Promise<Result<null>> {
      await ready;
      const session = around.session();
      if (session?.token !== true) return fail(operatorError("not-authenticated"));
      if (open !== null) return fail(taken(open));
      if (starting) return fail(operatorError("bulk-open", { operator: session.operator.name }));
      starting = true;
      try {
        return await startNow(wanted, session.operator);
      } finally {
        starting = false;
      }
    },
    async resume(): Promise<Result<null>> {
      await ready;
      if (open?.phase.kind !== "stopped") return ok(null);
      const refused = whyNotGoOn(open);
      if (refused !== null) return fail(refused);
      begin(open);
      return ok(null);
    },
    /** What failed gets a new attempt, whose number goes to the disk with the mark of each object. */
    async retry(): Promise<Result<null>> {
      await ready;
      if (open === null || !isResting(open)) return ok(null);
      const refused = whyNotGoOn(open);
      if (refused !== null) return fail(refused);
      for (const item of open.items) {
        if (item.state.kind !== "failed") continue;
        item.attempt += 1;
        show(item, { kind: "waiting" });
      }
      begin(open);
      return ok(null);
    },
    async close(): Promise<Result<null>> {
      await ready;
      const run = open;
      if (run === null || !isResting(run)) return ok(null);
      if (!mayClose(run)) return fail(taken(run));
      open = null;
      const closed = await around.withStore((store) => store.closeBulk());
      if (!closed.ok) open = run;
      tell();
      return closed.ok ? ok(null) : closed;
    },
    async stop(): Promise<void> {
      await leave();
      life.abort();
      await working;
      clearTimeout(telling);
    },
  };
}

export type BulkKeeper = ReturnType<typeof createBulk>;

const isResting = ({ phase }: Run): boolean => phase.kind === "stopped" || phase.kind === "finished";
