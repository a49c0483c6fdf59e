import { decidedAt, emptyHead, type Head, type Intent } from "#shared/domain/journal.ts";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { timestamp, type Clock } from "../clock.ts";
import type { BrokenJournal, LocalFault, QueueEntry, QueuePage, QueueState, Settlement } from "#shared/ipc/offline.ts";
import { entryHash } from "../store/device.ts";
import { entryIn } from "../store/format-v1/journal.ts";
import type { DeviceJournal, StoredEntry } from "../store/journal-table.ts";
import type { DeviceRecord } from "../store/stored.ts";
import { shapeOf, type JournalShape } from "./shape.ts";
import type { StoreThread } from "../store/store-messages.ts";

/** The journal of one device. */
export interface Journal {
  readonly device: string;
  /** Null if the device record cannot be read: nothing can be sent or signed for the device. */
  record: DeviceRecord | null;
  readonly entries: StoredEntry[];
}

export type Queue = ReturnType<typeof createQueue>;

const pageSize = 100;

/** The entry has no answer yet. */
export const isWaiting = ({ state }: StoredEntry): boolean =>
  state.kind === "queued" || state.kind === "sending" || state.kind === "unknown";

/** The entry has a format of another version. Later entries must not be sent before it. */
export const isParked = ({ state }: StoredEntry): boolean => state.kind === "parked";

/** The entry waits for a second person: the back end must be asked for their decision. */
export const isRequested = ({ state }: StoredEntry): boolean => state.kind === "approval";

/** The operator must decide about the entry. */
const needsDecision = ({ state }: StoredEntry): boolean =>
  (state.kind === "conflict" || state.kind === "refused" || state.kind === "expired") &&
  state.settlement.kind === "open";

/**
 * Keeps the journals of this machine: a copy of the store, never ahead of it. `changed` gets the
 * entries after each change.
 */
export function createQueue(store: StoreThread, clock: Clock, changed: (entries: readonly StoredEntry[]) => void) {
  const journals: Journal[] = [];

  async function setStates(journal: Journal, states: readonly { seq: number; state: QueueState }[]): Promise<void> {
    if (states.length === 0) return;
    await store.setStates(journal.device, states);
    const bySeq = new Map(states.map(({ seq, state }) => [seq, state]));
    const updated: StoredEntry[] = [];
    for (const [index, entry] of journal.entries.entries()) {
      const state = bySeq.get(entry.signed.entry.seq);
      if (state === undefined) continue;
      const now = { ...entry, state };
      journal.entries[index] = now;
      updated.push(now);
    }
    changed(updated);
  }

  /**
   * Refuses the queued and sending entries of a journal from `seq` on. Entries with an unknown
   * outcome stay `unknown`.
   */
  async function refuseFrom(journal: Journal, seq: number, fault: LocalFault, code: BrokenCode): Promise<void> {
    const at = timestamp(clock);
    if (journal.record !== null) {
      const { broken } = journal.record;
      const record = { ...journal.record, broken: broken !== null && broken.seq <= seq ? broken : { seq, fault } };
      await store.saveDevice(journal.device, record);
      journal.record = record;
    }
    const rest = journal.entries.filter(
      ({ signed, state }) => signed.entry.seq >= seq && (state.kind === "queued" || state.kind === "sending"),
    );
    const state: QueueState = {
      kind: "refused",
      at,
      error: operatorError(code, { fault, seq }),
      settlement: { kind: "open" },
    };
    await setStates(
      journal,
      rest.map(({ signed }) => ({ seq: signed.entry.seq, state })),
    );
  }

  async function loadJournal(found: DeviceJournal): Promise<void> {
    // An entry that was being sent when the program ended may have arrived or not.
    const entries = found.entries.map((entry): StoredEntry =>
      entry.state.kind === "sending" ? { ...entry, state: { kind: "unknown", since: entry.state.since } } : entry,
    );
    const journal: Journal = { device: found.device, record: found.record, entries };
    journals.push(journal);
    if (found.fault !== null) await refuseFrom(journal, found.fault.seq, found.fault.fault, "journal-broken");
  }

  const journalOf = (device: string): Journal => {
    const journal = journals.find((each) => each.device === device);
    if (journal === undefined) throw new Error("There is no journal of this device.");
    return journal;
  };

  const find = (device: string, seq: number): StoredEntry | undefined =>
    journals.find((each) => each.device === device)?.entries.find(({ signed }) => signed.entry.seq === seq);

  const allEntries = (): StoredEntry[] => journals.flatMap(({ entries }) => entries);

  /**
   * Returns the entries of one operator; none for null. Windows read entries only through this
   * function, so that no answer contains entries of another operator.
   */
  function entriesOf(operator: string | null) {
    const own = allEntries().filter(({ signed }) => signed.entry.operator === operator);
    const waitingFor = (ref: Ref): StoredEntry[] =>
      own.filter((entry) => isWaiting(entry) && sameRef(entry.signed.entry.object, ref));
    return {
      /** Entries for an object without an answer, oldest first. */
      pendingFor: (ref: Ref): QueueEntry[] => waitingFor(ref).map(queueEntryOf),
      /** Whether the first entry for an object was decided on another version of the object. */
      isOutdated(ref: Ref, version: number): boolean {
        const [first] = waitingFor(ref);
        // A sent entry, or the entry before it, may itself have produced the version.
        if (first?.state.kind !== "queued" || first.signed.entry.follows !== null) return false;
        return first.signed.entry.seen.version !== version;
      },
      /**
       * Returns an entry that its operator must decide about. Refused with `not-found` or
       * `nothing-to-decide`.
       */
      undecided(device: string, seq: number): Result<QueueEntry> {
        const entry = own.find(({ signed }) => signed.entry.device === device && signed.entry.seq === seq);
        if (entry === undefined) return fail(operatorError("not-found", {}, `entry ${seq}`));
        return needsDecision(entry) ? ok(queueEntryOf(entry)) : nothingToDecide;
      },
      /** Returns a page of entries, newest first; `before` is the `next` of the previous page. */
      page(before: number | null): QueuePage {
        const end = before ?? own.length;
        const from = Math.max(0, end - pageSize);
        return { entries: own.slice(from, end).toReversed().map(queueEntryOf), next: from === 0 ? null : from };
      },
    };
  }

  return {
    /** Loads the journals that the store found; call it once, first. */
    async load(found: readonly DeviceJournal[]): Promise<void> {
      for (const each of found) await loadJournal(each);
    },
    journals: (): readonly Journal[] => journals,
    setStates,
    refuseFrom,
    /** Returns the journal for an operator's next entry; undefined if a new device must be made. */
    current: (operator: string): Journal | undefined =>
      journals.findLast(({ record }) => record?.operator.id === operator && record.broken === null),
    /** Saves a device record; a new device gets an empty journal. */
    async saveDevice(device: string, record: DeviceRecord): Promise<Journal> {
      await store.saveDevice(device, record);
      const known = journals.find((each) => each.device === device);
      const journal = known ?? { device, record, entries: [] };
      journal.record = record;
      if (known === undefined) journals.push(journal);
      return journal;
    },
    /**
     * Signs an intent as the next entry of the store's device; it is on disk when this resolves.
     */
    async add(device: string, intent: Intent): Promise<QueueEntry> {
      const entry = await store.append(intent);
      journalOf(device).entries.push(entry);
      changed([entry]);
      return queueEntryOf(entry);
    },
    entriesOf,
    /** Whether the back end may know more about an entry for the object. */
    isAskedFor: (ref: Ref): boolean =>
      journals.some(({ entries }) =>
        entries.some(
          (entry) =>
            (isRequested(entry) || entry.state.kind === "sending" || entry.state.kind === "unknown") &&
            sameRef(entry.signed.entry.object, ref),
        ),
      ),
    /** Records the operator's decision about a failed entry. Refused with `nothing-to-decide`. */
    async settle({ device, seq }: QueueEntry, settlement: Settlement): Promise<Result<null>> {
      const state = find(device, seq)?.state;
      if (state === undefined || !("settlement" in state) || state.settlement.kind !== "open") return nothingToDecide;
      await setStates(journalOf(device), [{ seq, state: { ...state, settlement } }]);
      return ok(null);
    },
    /** Counts the entries of an operator; null: of all operators. */
    counts(operator: string | null): { waiting: number; attention: number } {
      const counted = allEntries().filter(({ signed }) => operator === null || signed.entry.operator === operator);
      return {
        waiting: counted.filter((entry) => isWaiting(entry) || isParked(entry)).length,
        attention: counted.filter(needsDecision).length,
      };
    },
    /** Counts the entries made under a grant. */
    countUnderGrant: (grant: string): number =>
      allEntries().filter(({ signed }) => signed.entry.grant === grant).length,
    /**
     * Returns the time of the last decision in a journal, milliseconds since 1970; the next
     * decision is not earlier.
     */
    lastDecision: (device: string): number => {
      const last = journalOf(device).entries.at(-1);
      return last === undefined ? 0 : decidedAt(last.signed.entry.clock);
    },
    shape: (): JournalShape => shapeOf(journals),
    broken: (): BrokenJournal[] =>
      journals.flatMap(({ device, record }) => (record?.broken ? [{ device, ...record.broken }] : [])),
  };
}

const nothingToDecide: Result<never> = fail(operatorError("nothing-to-decide"));

type BrokenCode = "journal-broken" | "grant-expired";
/** Returns the head of a journal on this machine. */
export function headOf({ entries }: Journal): Head {
  const last = entries.at(-1);
  return last === undefined ? emptyHead : { seq: last.signed.entry.seq, hash: entryHash(entryIn(last.stored)) };
}

/** An entry as the operator sees it. */
export function queueEntryOf({ signed: { entry }, state }: StoredEntry): QueueEntry {
  const { device, seq, operation, process, processName, object, label, about = null, seen, changes, clock } = entry;
  const queuedAt = clock.wall;
  return { device, seq, operation, process, processName, object, label, about, queuedAt, seen, changes, state };
}
