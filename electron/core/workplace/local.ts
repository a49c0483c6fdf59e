import { basename, join } from "node:path";
import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { LocalView, OfflineState, QueueEntry, QueuePage, Settlement } from "#shared/ipc/offline.ts";
import { createTurns } from "#shared/turns.ts";
import { timestamp, type Clock } from "../clock.ts";
import type { Gateway } from "../idm/gateway.ts";
import { createQueue, queueEntryOf } from "../journal/queue.ts";
import type { KeyVault } from "../ports.ts";
import { deviceKey, storeKey } from "../store/keys.ts";
import { fromStore } from "../store/store-fault.ts";
import type { ScryptCost } from "../store/password-key.ts";
import { startStore } from "../store/store-thread.ts";
import type { WorkingSetHeader } from "../store/stored.ts";
import { createSync } from "../sync/sync.ts";
import type { Timing } from "../timing.ts";
import { expectedAfter } from "../working-set/expected.ts";
import { trustedNow } from "../working-set/trusted-time.ts";
import { openWorkingSet } from "../working-set/working-set.ts";
import type { Decision } from "./offline-steps.ts";
import { offlineWorkplace } from "./offline.ts";
import type { Workplace } from "./workplace.ts";

export interface LocalDeps {
  readonly gateway: Gateway;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly vault: KeyVault;
  /** Directory of the database and of exported journals. */
  readonly directory: string;
  /**
   * Cost of the key that is derived from the password of a new working set; absent: the shipped
   * cost.
   */
  readonly passwordCost?: ScryptCost;
  /** The back end is known not to answer. */
  readonly disconnected: () => boolean;
  /** The operator of the session; `token`: the back end accepted the log-in. */
  readonly session: () => { readonly operator: Operator; readonly token: boolean } | null;
  readonly changed: () => void;
  readonly entriesChanged: (entries: readonly QueueEntry[]) => void;
  readonly failed: (fault: unknown) => void;
}

export type Local = Awaited<ReturnType<typeof openLocal>>;

/**
 * Opens the store of this machine and joins its parts: journal, working set, sync, and the
 * workplace over them. Throws StoreFault when the store cannot be used.
 */
export async function openLocal(deps: LocalDeps) {
  const { gateway, timing, clock, vault, directory, session, changed } = deps;
  const operatorId = (): string | null => session()?.operator.id ?? null;
  /** The operator whose entries can be sent now; null: none. */
  const sender = (): string | null => (session()?.token === true && !deps.disconnected() ? operatorId() : null);
  let stopping = false;
  const store = startStore(join(directory, "offline.db"), await storeKey(vault), deps.passwordCost);
  const found = await store.found();

  const queue = createQueue(store, clock, (entries) => {
    const own = entries.filter(({ signed }) => signed.entry.operator === session()?.operator.id);
    if (own.length > 0) deps.entriesChanged(own.map(queueEntryOf));
    changed();
  });
  const workingSet = await openWorkingSet({
    gateway,
    vault,
    store,
    queue,
    timing,
    clock,
    session,
    changed,
    failed: deps.failed,
  });
  const sync = createSync({
    gateway,
    queue,
    timing,
    clock,
    failed: deps.failed,
    changed({ kind }) {
      changed();
      // An interrupted download may have waited until the entries were sent.
      if (kind === "idle" && !stopping && sender() !== null) void workingSet.resumeTake().catch(deps.failed);
    },
    operator: sender,
  });
  // load() may report broken journals at once, so it runs after everything that reports exists.
  await queue.load(found.journals);
  const device = workingSet.device();
  const signer = device === null ? null : await deviceKey(vault, device);
  if (signer !== null) await store.useDevice(signer);
  /** The device whose key the vault has lost; the next download makes another device. */
  const lostDevice = signer === null ? device : null;

  /** Returns why no entry can be written under the working set now; null when one can. */
  function whyNoEntry(set: WorkingSetHeader): OperatorError | null {
    const broken = queue.broken().find((journal) => journal.device === set.device);
    if (broken !== undefined) return operatorError("journal-broken", { fault: broken.fault, seq: broken.seq });
    if (set.device === lostDevice) return operatorError("vault-unavailable", {}, "no key of the device");
    return workingSet.whyNoEntry(set);
  }

  /**
   * Writes a decision to the journal. Checks again whether it may, since the form may have been
   * open for hours. If the back end answers again by then, sync sends the entry at once.
   */
  async function decide(decision: Decision): Promise<Result<QueueEntry>> {
    const set = workingSet.own();
    if (set === null) return fail(operatorError("not-allowed-offline", {}, "no working set"));
    const refused = whyNoEntry(set);
    if (refused !== null) return fail(refused);
    const { contact } = set.anchor;
    const elapsed = Math.max(trustedNow(set, clock), queue.lastDecision(set.device), contact) - contact;
    const queued = await fromStore(() =>
      queue.add(set.device, {
        ...decision,
        grant: set.claims.jti,
        operator: set.operator.id,
        clock: { wall: timestamp(clock), contact: new Date(contact).toISOString(), elapsed },
      }),
    );
    sync.now();
    return queued;
  }

  const inTurn = createTurns();
  let loggingIn: Promise<void> = Promise.resolve();
  let locking: Promise<void> = Promise.resolve();

  /**
   * Runs the part of a log-in that opens the working set, after that of the log-in before. If the
   * log-in is not current any more, nobody will lock the working set again: it is left or made
   * locked, and the result is null.
   */
  const openInTurn = <T>(isCurrent: () => boolean, open: () => Promise<T>): Promise<T | null> =>
    inTurn(async () => {
      if (!isCurrent()) return null;
      const result = await open();
      if (isCurrent()) return result;
      await workingSet.lock(false);
      return null;
    });

  const workplace = offlineWorkplace({ store, workingSet, whyNoEntry, decide });
  return {
    store,
    workingSet,
    sync,
    /**
     * Returns the offline workplace if its operator has unlocked the working set; otherwise null.
     */
    workplaceNow: (): Workplace | null => (workingSet.own() === null ? null : workplace),

    state: (): Omit<OfflineState, "working"> => ({
      workingSet: workingSet.state(),
      sync: sync.state(),
      counts: queue.counts(operatorId()),
      broken: queue.broken(),
      keptAside: found.keptAside === null ? null : basename(found.keptAside),
    }),

    /**
     * Tries the password of a log-in on the working set, then starts sync and resumes an
     * interrupted download. `isCurrent`: its session goes on.
     */
    loggedIn(credentials: Credentials | null, isCurrent: () => boolean): Promise<void> {
      loggingIn = (async () => {
        await openInTurn(isCurrent, () => workingSet.loggedIn(credentials));
        if (!isCurrent()) return;
        sync.now();
        await workingSet.resumeTake();
      })();
      return loggingIn;
    },

    /**
     * Unlocks the working set for a log-in without the back end; null if there is none, it belongs
     * to another account, or the log-in is not current any more.
     */
    unlock: (credentials: Credentials, isCurrent: () => boolean): Promise<Result<Operator> | null> =>
      openInTurn(isCurrent, () => workingSet.unlock(credentials)),

    /**
     * Locks the working set at the end of a session. A paused sync stays paused unless the operator
     * `loggedOut`.
     */
    lock(loggedOut: boolean): Promise<void> {
      if (loggedOut) sync.forget();
      locking = workingSet.lock(loggedOut);
      return locking;
    },

    /**
     * Handles a change of an object that the back end reports: a second person may have decided a
     * request for it.
     */
    objectChanged(ref: Ref): void {
      if (queue.isAskedFor(ref)) sync.now();
    },

    /**
     * Returns the data that this machine adds to an object that the back end has just answered;
     * null: nothing.
     */
    localViewOf(object: IdmObject): LocalView | null {
      const own = queue.entriesOf(operatorId());
      const pending = own.pendingFor(object.ref);
      if (pending.length === 0) return null;
      const outdated = own.isOutdated(object.ref, object.version);
      const expected = expectedAfter({ object, heldBy: null }, pending)?.object ?? null;
      return { asOf: null, pending, expected, outdated };
    },

    journalShape: () => queue.shape(),

    page: (before: number | null): QueuePage => queue.entriesOf(operatorId()).page(before),

    /**
     * Returns an entry that the logged-in operator must decide about. Another operator's entry is
     * `not-found`.
     */
    undecided: (device: string, seq: number): Result<QueueEntry> =>
      queue.entriesOf(operatorId()).undecided(device, seq),

    /** Records the operator's decision about a failed entry. */
    async settle(entry: QueueEntry, settlement: Settlement): Promise<Result<null>> {
      const settled = await fromStore(() => queue.settle(entry, settlement));
      return settled.ok ? settled.value : settled;
    },

    /** Writes a journal as a signed file for the security officer and answers its path. */
    async exportJournal(name: string): Promise<Result<{ file: string }>> {
      const exported = await fromStore(async () => {
        const pkcs8 = await deviceKey(vault, name);
        if (pkcs8 === null) return null;
        return store.exportJournal(name, { directory: join(directory, "exports"), pkcs8, now: new Date(clock.now()) });
      });
      if (!exported.ok) return exported;
      return exported.value === null ? noDeviceKey : ok({ file: exported.value });
    },

    async stop(): Promise<void> {
      stopping = true;
      await workingSet.stop();
      await Promise.allSettled([inTurn(() => undefined), loggingIn, locking, sync.stop()]);
      await store.close();
    },
  };
}

const noDeviceKey: Result<never> = fail(operatorError("not-found", {}, "no key of the device"));
