import { setTimeout as sleep } from "node:timers/promises";
import type { Head } from "#shared/domain/journal.ts";
import type { OperatorError } from "#shared/errors.ts";
import { offlineCalls, type JournalAnswer } from "#shared/idm/offline.ts";
import type { LocalFault, QueueState, SyncState } from "#shared/ipc/offline.ts";
import { problemError, type Failure } from "../idm/failure.ts";
import type { Gateway } from "../idm/gateway.ts";
import { timestamp, type Clock } from "../clock.ts";
import type { Timing } from "../timing.ts";
import { nextBatch } from "./batch.ts";
import { entryHash } from "../store/device.ts";
import { entryIn } from "../store/format-v1/journal.ts";
import type { StoredEntry } from "../store/journal-table.ts";
import { stateOf } from "./outcome.ts";
import { isRequested, isWaiting, type Journal, type Queue } from "../journal/queue.ts";
import { fromStore } from "../store/store-fault.ts";

export interface SyncDeps {
  readonly gateway: Gateway;
  readonly queue: Queue;
  /** The operator whose journals may be sent now: who is logged in at a back end that answers; null: nobody. */
  readonly operator: () => string | null;
  readonly changed: (state: SyncState) => void;
  /** From 0 to below 1; tests hand in their own. */
  readonly random?: () => number;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly failed: (fault: unknown) => void;
}

export interface Sync {
  state(): SyncState;
  /** Begins, unless it is paused or there is nothing to send or to ask; once more where it runs. Also ends a wait. */
  now(): void;
  pause(): void;
  resume(): void;
  /** Ends a pause: it belongs to the operator who logs out. */
  forget(): void;
  /** Ends when the answer that is awaited has come. */
  stop(): Promise<void>;
}

/** How a run ended: everything has an answer, or the back end gave none. */
type Ended = { readonly kind: "done" } | { readonly kind: "failed"; readonly error: OperatorError };

/** Sends what waits in the journals, in order, and finds out what became of what was sent, requests to a second person among it. */
export function createSync({
  gateway,
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
  let wanted = false;
  let paused = false;
  let stopped = false;
  let wait = new AbortController();

  function become(next: SyncState): void {
    state = next;
    changed(next);
  }

  const mine = (): Journal[] =>
    queue.journals().filter(({ record }) => record !== null && record.operator.id === operator());
  const waiting = (): number => mine().reduce((sum, { entries }) => sum + entries.filter(isWaiting).length, 0);
  const isDue = (): boolean => waiting() > 0 || mine().some(({ entries }) => entries.some(isRequested));
  const goesOn = (): boolean => !paused && !stopped && operator() !== null;

  async function run(): Promise<void> {
    for (let attempt = 1; wanted && goesOn() && isDue(); attempt += 1) {
      wanted = false;
      const ended = await unlessDiskFails(once);
      if (ended.kind === "done") continue;
      wanted = true;
      const pause = backOff(timing, attempt, random);
      become({ kind: "waiting", until: new Date(clock.now() + pause).toISOString(), error: ended.error });
      wait = new AbortController();
      await sleep(pause, undefined, { signal: wait.signal }).catch(() => undefined);
    }
    become(paused ? { kind: "paused" } : { kind: "idle" });
  }

  async function once(): Promise<Ended> {
    const total = waiting();
    const progress = (): void => {
      if (total > 0) become({ kind: "syncing", done: Math.max(0, total - waiting()), total });
    };
    progress();
    for (const journal of mine()) {
      const sent = await sendJournal(journal, progress);
      const ended = sent.kind === "failed" ? sent : await askRequests(journal);
      if (ended.kind === "failed") return ended;
    }
    return { kind: "done" };
  }

  async function sendJournal(journal: Journal, progress: () => void): Promise<Ended> {
    const asked = await findOut(journal);
    progress();
    if (asked.kind === "failed") return asked;
    for (let batch = nextBatch(journal.entries); batch.length > 0 && goesOn(); batch = nextBatch(journal.entries)) {
      const ended = await sendBatch(journal, batch);
      progress();
      if (ended.kind === "failed") return ended;
    }
    return { kind: "done" };
  }

  /** Asks what the back end remembers of the device: it decides what became of entries without an answer. */
  async function findOut(journal: Journal): Promise<Ended> {
    for (let before = 0; ;) {
      const from = journal.entries.find(isWaiting)?.signed.entry.seq;
      // Each answer has some of the results: ask again while that helps.
      if (from === undefined || from === before) return { kind: "done" };
      before = from;
      const asked = await gateway.ask(offlineCalls.deviceHead, { params: { id: journal.device }, query: { from } });
      if (asked.kind === "failure") return { kind: "failed", error: asked.error };
      const { head, results } = asked.value;
      await settle(journal, results);
      const rest = journal.entries.find(isWaiting)?.signed.entry.seq;
      if (rest !== undefined && !isSameJournal(journal, head)) await refuseRest(journal, rest, "restored-copy");
      // What the back end has not seen never arrived. Should it still be on its way, it is known again by its number and hash.
      await setAll(journal, unknownAfter(journal, head.seq), { kind: "queued" });
      const broken = journal.record?.broken ?? null;
      if (broken !== null) await refuseRest(journal, broken.seq, broken.fault);
    }
  }

  /** Asks what a second person has decided meanwhile. */
  async function askRequests(journal: Journal): Promise<Ended> {
    for (let asked = 0; ;) {
      const from = journal.entries.find((entry) => isRequested(entry) && entry.signed.entry.seq > asked)?.signed.entry
        .seq;
      if (from === undefined) return { kind: "done" };
      const answer = await gateway.ask(offlineCalls.deviceHead, { params: { id: journal.device }, query: { from } });
      if (answer.kind === "failure") return { kind: "failed", error: answer.error };
      await settle(journal, answer.value.results);
      asked = Math.max(from, ...answer.value.results.map(({ seq }) => seq));
    }
  }

  async function refuseRest(journal: Journal, seq: number, fault: LocalFault): Promise<void> {
    await setAll(journal, unknownAfter(journal, seq - 1), { kind: "queued" });
    await queue.breakOff(journal, seq, fault, "journal-broken");
  }

  async function sendBatch(journal: Journal, batch: readonly StoredEntry[]): Promise<Ended> {
    const grant = journal.record?.grants[batch[0]?.signed.entry.grant ?? ""];
    if (grant === undefined) {
      await queue.breakOff(journal, batch[0]?.signed.entry.seq ?? 1, "unreadable", "journal-broken");
      return { kind: "done" };
    }
    await setAll(journal, batch, { kind: "sending", since: timestamp(clock) });
    const body = { grant, entries: batch.map(({ stored }) => stored) };
    const answer = await gateway.ask(offlineCalls.postJournal, { body });
    if (answer.kind === "failure") {
      await setAll(journal, batch, afterFailure(answer, timestamp(clock)));
      return { kind: "failed", error: answer.error };
    }
    return take(journal, batch, answer.value);
  }

  async function take(journal: Journal, batch: readonly StoredEntry[], answer: JournalAnswer): Promise<Ended> {
    await settle(journal, answer.results);
    if (answer.broken !== null) {
      const { seq, fault, code } = answer.broken;
      await queue.breakOff(journal, seq, fault, code);
      return { kind: "done" };
    }
    const answered = new Set(answer.results.map(({ seq }) => seq));
    const rest = batch.filter(({ signed }) => !answered.has(signed.entry.seq));
    await setAll(journal, rest, { kind: "queued" });
    return answer.stopped === null
      ? { kind: "done" }
      : { kind: "failed", error: problemError(answer.stopped, "journal") };
  }

  async function settle(journal: Journal, results: JournalAnswer["results"]): Promise<void> {
    const operations = new Map(journal.entries.map((entry) => [entry.signed.entry.operation, entry]));
    await queue.setStates(
      journal,
      results.flatMap(({ operation, outcome }) => {
        const entry = operations.get(operation);
        if (entry === undefined || !(isWaiting(entry) || (isRequested(entry) && outcome.kind !== "approval")))
          return [];
        return [{ seq: entry.signed.entry.seq, state: stateOf(outcome) }];
      }),
    );
  }

  const setAll = (journal: Journal, entries: readonly StoredEntry[], to: QueueState): Promise<void> =>
    queue.setStates(
      journal,
      entries.map(({ signed }) => ({ seq: signed.entry.seq, state: to })),
    );

  function begin(): void {
    wanted = true;
    wait.abort();
    if (running !== null || !goesOn() || !isDue()) return;
    running = run()
      .catch(failed)
      .finally(() => {
        running = null;
        // What came while it ended.
        if (wanted) begin();
      });
  }

  return {
    state: () => state,
    now: begin,
    pause() {
      paused = true;
      wait.abort();
      if (running === null) become({ kind: "paused" });
    },
    resume() {
      paused = false;
      if (running === null) become({ kind: "idle" });
      begin();
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

/** Where what became of the entries cannot be written down, the back end is asked again when it can. */
async function unlessDiskFails(work: () => Promise<Ended>): Promise<Ended> {
  const ended = await fromStore(work);
  return ended.ok ? ended.value : { kind: "failed", error: ended.error };
}

/** Whether the back end's head is an entry of this journal. */
function isSameJournal({ entries }: Journal, head: Head): boolean {
  if (head.seq === 0) return true;
  const known = entries.find(({ signed }) => signed.entry.seq === head.seq);
  return known !== undefined && entryHash(entryIn(known.stored)) === head.hash;
}

/** Entries that were sent and have no answer. Nothing is on its way now: one that is still called `sending` could not be written down. */
const unknownAfter = ({ entries }: Journal, seq: number): StoredEntry[] =>
  entries.filter(
    ({ state, signed }) => (state.kind === "unknown" || state.kind === "sending") && signed.entry.seq > seq,
  );

/** Nothing was done where the back end refused or was not reached; else nobody knows. */
function afterFailure({ certainty }: Failure, since: string): QueueState {
  return certainty === "unknown" ? { kind: "unknown", since } : { kind: "queued" };
}

/** Milliseconds before the given attempt, counted from 1: twice as long each time, and a random part of it, so that not all come at once. */
export function backOff(timing: Timing, attempt: number, random: () => number): number {
  const longest = Math.min(timing.syncLongestWait, timing.syncFirstWait * 2 ** (attempt - 1));
  return Math.round(longest / 2 + (longest / 2) * random());
}
