import { setTimeout as sleep } from "node:timers/promises";
import type { Head } from "#shared/domain/journal.ts";
import type { OperatorError } from "#shared/errors.ts";
import { offlineCalls, type JournalAnswer } from "#shared/idm/offline.ts";
import type { LocalFault, QueueState, SyncState } from "#shared/ipc/offline.ts";
import { problemError, type Failure } from "../idm/failure.ts";
import type { Gateway } from "../idm/gateway.ts";
import { timestamp, type Clock } from "../clock.ts";
import { boundGateway } from "../session/bound-gateway.ts";
import type { Timing } from "../timing.ts";
import { nextBatch } from "./batch.ts";
import { entryHash } from "../store/device.ts";
import { entryIn } from "../store/format-v1/journal.ts";
import type { StoredEntry } from "../store/journal-table.ts";
import { entryStateOf } from "./entry-state.ts";
import { isRequested, isWaiting, type Journal, type Queue } from "../journal/queue.ts";
import { fromStore } from "../store/store-fault.ts";

export interface SyncDeps {
  readonly gateway: Gateway;
  readonly queue: Queue;
  /** The operator whose journals may be sent: logged in at a reachable back end; null: none. */
  readonly operator: () => string | null;
  readonly changed: (state: SyncState) => void;
  /** From 0 to below 1; tests inject their own. */
  readonly random?: () => number;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly failed: (fault: unknown) => void;
}

export interface Sync {
  state(): SyncState;
  /**
   * Starts a run unless sync is paused or has nothing to do; during a run, requests another one.
   * Cuts short the wait before a retry.
   */
  now(): void;
  pause(): void;
  resume(): void;
  /** Ends a pause at log-out, since it belongs to the operator who set it. */
  forget(): void;
  /** Resolves after the request in flight has its answer. */
  stop(): Promise<void>;
}

/** How a run ended: every entry has an answer, or a request failed. */
type RunResult = { readonly kind: "done" } | { readonly kind: "failed"; readonly error: OperatorError };

/**
 * Sends the waiting entries of the journals in order, and asks for the outcome of sent entries and
 * of requests to a second person.
 */
export function createSync({
  gateway: lastingGateway,
  queue,
  operator,
  changed,
  random = Math.random,
  timing,
  clock,
  failed,
}: SyncDeps): Sync {
  let state: SyncState = { kind: "idle" };
  let running: Promise<void> | null = null;
  let requested = false;
  let paused = false;
  let stopped = false;
  let wait = new AbortController();

  function become(next: SyncState): void {
    state = next;
    changed(next);
  }

  /** The operator whose journals the run sends; the run ends with their session. */
  let sender: string | null = null;

  const ownJournals = (): Journal[] =>
    queue.journals().filter(({ record }) => record !== null && record.operator.id === operator());
  const waiting = (): number => ownJournals().reduce((sum, { entries }) => sum + entries.filter(isWaiting).length, 0);
  const hasWork = (): boolean => waiting() > 0 || ownJournals().some(({ entries }) => entries.some(isRequested));
  const mayStart = (): boolean => !paused && !stopped && operator() !== null;
  const isOfSender = (): boolean => operator() === sender;
  const mayContinue = (): boolean => mayStart() && isOfSender();
  /** Refuses every request, also after a slow write to disk, once the sender has logged out. */
  const gateway = boundGateway(lastingGateway, isOfSender);

  async function run(): Promise<void> {
    sender = operator();
    for (let attempt = 1; requested && mayContinue() && hasWork(); attempt += 1) {
      requested = false;
      const ended = await catchDiskFault(runOnce);
      if (ended.kind === "done") continue;
      requested = true;
      if (!mayContinue()) break;
      const pause = backOff(timing, attempt, random);
      become({ kind: "waiting", until: new Date(clock.now() + pause).toISOString(), error: ended.error });
      wait = new AbortController();
      await sleep(pause, undefined, { signal: wait.signal }).catch(() => undefined);
    }
    become(paused ? { kind: "paused" } : { kind: "idle" });
  }

  async function runOnce(): Promise<RunResult> {
    const total = waiting();
    const progress = (): void => {
      if (total > 0) become({ kind: "syncing", done: Math.max(0, total - waiting()), total });
    };
    progress();
    for (const journal of ownJournals()) {
      const sent = await sendJournal(journal, progress);
      const ended = sent.kind === "failed" ? sent : await askRequests(journal);
      if (ended.kind === "failed") return ended;
    }
    return { kind: "done" };
  }

  async function sendJournal(journal: Journal, progress: () => void): Promise<RunResult> {
    const asked = await askOutcomes(journal);
    progress();
    if (asked.kind === "failed") return asked;
    for (
      let batch = nextBatch(journal.entries);
      batch.length > 0 && mayContinue();
      batch = nextBatch(journal.entries)
    ) {
      const ended = await sendBatch(journal, batch);
      progress();
      if (ended.kind === "failed") return ended;
    }
    return { kind: "done" };
  }

  /**
   * Asks the back end for the device's head and results, which decide the entries without an
   * answer.
   */
  async function askOutcomes(journal: Journal): Promise<RunResult> {
    for (let before = 0; mayContinue();) {
      const from = journal.entries.find(isWaiting)?.signed.entry.seq;
      // An answer holds only a part of the results: ask again until the first open entry stays the
      // same.
      if (from === undefined || from === before) return { kind: "done" };
      before = from;
      const asked = await gateway.ask(offlineCalls.deviceHead, { params: { id: journal.device }, query: { from } });
      if (asked.kind === "failure") return { kind: "failed", error: asked.error };
      const { head, results } = asked.value;
      await applyResults(journal, results);
      const rest = journal.entries.find(isWaiting)?.signed.entry.seq;
      if (rest !== undefined && !isSameJournal(journal, head)) await refuseRest(journal, rest, "restored-copy");
      // Entries after the back end's head never arrived. If one is still on its way, the back end
      // will recognize the resent one by its number and hash.
      await setState(journal, unknownAfter(journal, head.seq), { kind: "queued" });
      const broken = journal.record?.broken ?? null;
      if (broken !== null) await refuseRest(journal, broken.seq, broken.fault);
    }
    return { kind: "done" };
  }

  /** Asks the back end for the decisions of second persons. */
  async function askRequests(journal: Journal): Promise<RunResult> {
    for (let asked = 0; mayContinue();) {
      const from = journal.entries.find((entry) => isRequested(entry) && entry.signed.entry.seq > asked)?.signed.entry
        .seq;
      if (from === undefined) return { kind: "done" };
      const answer = await gateway.ask(offlineCalls.deviceHead, { params: { id: journal.device }, query: { from } });
      if (answer.kind === "failure") return { kind: "failed", error: answer.error };
      await applyResults(journal, answer.value.results);
      asked = Math.max(from, ...answer.value.results.map(({ seq }) => seq));
    }
    return { kind: "done" };
  }

  async function refuseRest(journal: Journal, seq: number, fault: LocalFault): Promise<void> {
    await setState(journal, unknownAfter(journal, seq - 1), { kind: "queued" });
    await queue.refuseFrom(journal, seq, fault, "journal-broken");
  }

  async function sendBatch(journal: Journal, batch: readonly StoredEntry[]): Promise<RunResult> {
    const grant = journal.record?.grants[batch[0]?.signed.entry.grant ?? ""];
    if (grant === undefined) {
      await queue.refuseFrom(journal, batch[0]?.signed.entry.seq ?? 1, "unreadable", "journal-broken");
      return { kind: "done" };
    }
    await setState(journal, batch, { kind: "sending", since: timestamp(clock) });
    const body = { grant, entries: batch.map(({ stored }) => stored) };
    const answer = await gateway.ask(offlineCalls.postJournal, { body });
    if (answer.kind === "failure") {
      await setState(journal, batch, afterFailure(answer, timestamp(clock)));
      return { kind: "failed", error: answer.error };
    }
    return applyAnswer(journal, batch, answer.value);
  }

  async function applyAnswer(
    journal: Journal,
    batch: readonly StoredEntry[],
    answer: JournalAnswer,
  ): Promise<RunResult> {
    await applyResults(journal, answer.results);
    if (answer.broken !== null) {
      const { seq, fault, code } = answer.broken;
      await queue.refuseFrom(journal, seq, fault, code);
      return { kind: "done" };
    }
    const answered = new Set(answer.results.map(({ seq }) => seq));
    const rest = batch.filter(({ signed }) => !answered.has(signed.entry.seq));
    await setState(journal, rest, { kind: "queued" });
    return answer.stopped === null
      ? { kind: "done" }
      : { kind: "failed", error: problemError(answer.stopped, "journal") };
  }

  async function applyResults(journal: Journal, results: JournalAnswer["results"]): Promise<void> {
    const operations = new Map(journal.entries.map((entry) => [entry.signed.entry.operation, entry]));
    await queue.setStates(
      journal,
      results.flatMap(({ operation, outcome }) => {
        const entry = operations.get(operation);
        if (entry === undefined || !(isWaiting(entry) || (isRequested(entry) && outcome.kind !== "approval")))
          return [];
        return [{ seq: entry.signed.entry.seq, state: entryStateOf(outcome) }];
      }),
    );
  }

  const setState = (journal: Journal, entries: readonly StoredEntry[], to: QueueState): Promise<void> =>
    queue.setStates(
      journal,
      entries.map(({ signed }) => ({ seq: signed.entry.seq, state: to })),
    );

  function start(): void {
    requested = true;
    wait.abort();
    if (running !== null || !mayStart() || !hasWork()) return;
    running = run()
      .catch(failed)
      .finally(() => {
        running = null;
        // Another run was requested while this one ended.
        if (requested) start();
      });
  }

  return {
    // Neither progress nor an error of a run is for the next operator.
    state: () => (running === null || isOfSender() ? state : { kind: "idle" }),
    now: start,
    pause() {
      paused = true;
      wait.abort();
      if (running === null) become({ kind: "paused" });
    },
    resume() {
      paused = false;
      if (running === null) become({ kind: "idle" });
      start();
    },
    forget() {
      paused = false;
      if (running === null && state.kind !== "idle") become({ kind: "idle" });
    },
    async stop() {
      stopped = true;
      wait.abort();
      await running;
    },
  };
}

/** Treats a failed write to disk as a failed run, so that the back end is asked again later. */
async function catchDiskFault(work: () => Promise<RunResult>): Promise<RunResult> {
  const ended = await fromStore(work);
  return ended.ok ? ended.value : { kind: "failed", error: ended.error };
}

/** Whether the back end's head is an entry of this journal. */
function isSameJournal({ entries }: Journal, head: Head): boolean {
  if (head.seq === 0) return true;
  const known = entries.find(({ signed }) => signed.entry.seq === head.seq);
  return known !== undefined && entryHash(entryIn(known.stored)) === head.hash;
}

/**
 * Returns the sent entries without an answer after `seq`. No request is in flight now: the state of
 * an entry still marked `sending` could not be written.
 */
const unknownAfter = ({ entries }: Journal, seq: number): StoredEntry[] =>
  entries.filter(
    ({ state, signed }) => (state.kind === "unknown" || state.kind === "sending") && signed.entry.seq > seq,
  );

/**
 * Returns the state after a failed request: queued if it was refused or not sent, otherwise
 * unknown.
 */
function afterFailure({ certainty }: Failure, since: string): QueueState {
  return certainty === "unknown" ? { kind: "unknown", since } : { kind: "queued" };
}

/**
 * Returns the milliseconds before the given attempt, counted from 1: doubled with each attempt,
 * half of it random, so that clients do not retry in step.
 */
function backOff(timing: Timing, attempt: number, random: () => number): number {
  const longest = Math.min(timing.syncLongestWait, timing.syncFirstWait * 2 ** (attempt - 1));
  return Math.round(longest / 2 + (longest / 2) * random());
}
