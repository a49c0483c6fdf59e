import { basename, join } from "node:path";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { SearchConfiguration, SearchPage } from "#shared/idm/search.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { ObjectView } from "#shared/ipc/contract.ts";
import type {
  Access,
  LocalView,
  OfflineState,
  QueueEntry,
  QueuePage,
  Take,
  WorkingSetState,
} from "#shared/ipc/offline.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { Clock } from "../clock.ts";
import type { KeyVault } from "../ports.ts";
import type { Timing } from "../timing.ts";
import type { SearchRequest } from "../search/search.ts";
import { expectedAfter } from "../working-set/expected.ts";
import { exportJournal } from "../journal/export.ts";
import { whyNoEntry } from "../working-set/grant.ts";
import { deviceKey, storeKey } from "../store/keys.ts";
import {
  localObject,
  notInWorkingSet,
  offlineView,
  takenState,
  type LocalObject,
} from "../working-set/offline-objects.ts";
import { createOfflineWizard, type Decision } from "../wizard/offline-wizard.ts";
import { createQueue, type Queue } from "../journal/queue.ts";
import { fromStore } from "../store/store-fault.ts";
import { startStore } from "../store/store-thread.ts";
import { createSync } from "../sync/sync.ts";
import { whyNotTake } from "../working-set/take.ts";
import { createTaking } from "../working-set/taking.ts";
import { elapsedSince, trustedNow } from "../working-set/trusted-time.ts";
import type { WorkingSetHeader } from "../store/working-set-table.ts";

/** What work without a connection needs from around it. */
export interface OfflineSurroundings {
  readonly gateway: Gateway;
  readonly vault: KeyVault;
  /** Directory for the database and for exported journals. */
  readonly directory: string;
  /** Whether the back end is known not to answer. */
  readonly disconnected: () => boolean;
  /** Who works with the program; `token`: whether the back end knows them too. */
  readonly session: () => { readonly operator: Operator; readonly token: boolean } | null;
  readonly stateChanged: (state: OfflineState) => void;
  readonly entriesChanged: (entries: readonly QueueEntry[]) => void;
  readonly wizardChanged: (wizard: Wizard) => void;
  readonly touched: (ref: Ref) => void;
  readonly failed: (fault: unknown) => void;
  readonly timing: Timing;
  readonly clock: Clock;
  readonly random?: () => number;
}

export type Offline = Awaited<ReturnType<typeof openOffline>>;

/** Opens the store of this machine and puts together what works without a connection. Throws StoreFault where nothing can be kept here. */
export async function openOffline(around: OfflineSurroundings) {
  const { gateway, vault, directory, timing, clock, random = Math.random } = around;
  const key = await storeKey(vault);
  const store = startStore(join(directory, "offline.db"), key);
  const found = await store.found();
  const queue = createQueue(store, (entries) => {
    // Nothing of a card is told to a window that nobody is logged in at.
    if (around.session() !== null) around.entriesChanged(entries);
    tell();
  });
  const taking = createTaking({ gateway, vault, store, queue, clock, changed: tell, ended: readWorkingSet });
  let header = await readHeader();
  let unlocked = false;
  /** The password of the log-in was tried on the working set. */
  let tried = false;

  const sync = createSync({
    gateway,
    queue,
    random,
    timing,
    failed: around.failed,
    changed: tell,
    operator() {
      const session = around.session();
      return session?.token === true && !around.disconnected() ? session.operator.id : null;
    },
  });
  const wizard = createOfflineWizard({
    look: lookAt,
    decide,
    changed: around.wizardChanged,
    touched: around.touched,
  });
  function tell(): void {
    around.stateChanged(state());
  }

  /** The working set, where its operator has unlocked it. */
  const own = (): WorkingSetHeader | null =>
    unlocked && header?.operator.id === around.session()?.operator.id ? header : null;

  /** A log-in that the back end accepts comes with the password, which is then tried: nobody can know before whether it opens. */
  const access = (): Access => (unlocked ? "open" : around.session()?.token === true && !tried ? "opening" : "locked");

  /** The working set that its operator is working with now, without a connection. */
  const working = (): WorkingSetHeader | null => (around.disconnected() ? own() : null);

  const noEntry = ({ claims, anchor }: WorkingSetHeader): OperatorError | null =>
    whyNoEntry(claims, queue.madeUnder(claims.jti), trustedNow(anchor, clock));

  function workingSetState(): WorkingSetState {
    const taken = header === null ? null : takenState(header, access(), queue.madeUnder(header.claims.jti));
    const fetched = taking.state();
    return fetched?.kind === "taking" ? fetched : (taken ?? fetched ?? { kind: "none" });
  }

  const state = (): OfflineState => ({
    working: working() !== null,
    workingSet: workingSetState(),
    sync: sync.state(),
    counts: queue.counts(around.session()?.operator.id ?? null),
    broken: queue.broken(),
    keptAside: found.keptAside === null ? null : basename(found.keptAside),
  });

  async function lookAt(ref: Ref): Promise<Result<{ local: LocalObject; header: WorkingSetHeader }>> {
    const set = working();
    const object = set === null ? null : await store.object(ref.type, ref.id);
    if (set === null || object === null) return fail(notInWorkingSet(ref));
    return ok({ local: localObject(object, queue.pendingFor(ref)), header: set });
  }

  /**
   * Writes a decision down. Entries are counted and the time is looked at again: the form may have stood open for hours. Where the
   * back end is there again by now, it is sent at once.
   */
  async function decide(decision: Decision): Promise<Result<QueueEntry>> {
    const set = own();
    if (set === null) return fail(operatorError("not-allowed-offline", {}, "no working set"));
    const broken = queue.broken().find(({ device }) => device === set.device);
    if (broken !== undefined) return fail(operatorError("journal-broken", { fault: broken.fault, seq: broken.seq }));
    const refused = noEntry(set);
    if (refused !== null) return fail(refused);
    const { contact } = set.anchor;
    const elapsed = Math.max(elapsedSince(set.anchor, clock), queue.lastDecision(set.device) - contact, 0);
    const queued = await fromStore(() =>
      queue.add(set.device, {
        ...decision,
        grant: set.claims.jti,
        operator: set.operator.id,
        clock: {
          wall: new Date(clock.now()).toISOString(),
          contact: new Date(contact).toISOString(),
          elapsed,
        },
      }),
    );
    sync.now();
    return queued;
  }

  /** A working set that is damaged can be fetched again: it keeps nobody from syncing the journal. */
  async function readHeader(): Promise<WorkingSetHeader | null> {
    const read = await fromStore(() => store.header());
    if (read.ok) return read.value;
    taking.fail(read.error);
    return null;
  }

  async function readWorkingSet(): Promise<void> {
    header = await readHeader();
    unlocked = header !== null && (await store.isUnlocked());
    tell();
  }

  // What is found to be broken is told at once, so everything that tells is there before.
  await queue.load(found.journals);
  // The device of the working set signs again after a restart.
  const signer = header === null ? null : await deviceKey(vault, header.device);
  if (signer !== null) await store.useDevice(signer);

  return {
    /** The store of this machine, for what else must not be lost. */
    store,
    state,
    working: (): boolean => working() !== null,
    wizard,

    /** Told of a log in that the back end has accepted. */
    async loggedIn({ account, password }: Credentials): Promise<void> {
      const opened = await fromStore(() => store.loggedIn(account, password));
      if (!opened.ok) taking.fail(opened.error);
      await readWorkingSet();
      tried = true;
      tell();
      sync.now();
      await taking.resume();
    },

    /** Logs in without the back end: the operator who took the working set, with the password of then; null where it is not theirs. */
    async unlock({ account, password }: Credentials): Promise<Result<Operator> | null> {
      const now = header === null ? 0 : trustedNow(header.anchor, clock);
      const opened = await fromStore(() => store.unlock(account, password, now));
      if (!opened.ok) return opened;
      if (opened.value === null) return null;
      unlocked = true;
      tell();
      return ok(opened.value.operator);
    },

    /** Nobody is logged in any more: what was unlocked is forgotten. */
    async lock(): Promise<void> {
      unlocked = false;
      tried = false;
      const interrupted = taking.interrupt();
      await store.lock();
      await interrupted;
      tell();
    },

    /** The connection or the session has changed, or the back end tells again what happens: it may have told something meanwhile. */
    changed(): void {
      tell();
      sync.now();
    },

    /** Something happened to an object: perhaps a second person has decided what was asked for it. */
    happened(ref: Ref): void {
      if (queue.isAskedFor(ref)) sync.now();
    },

    searchConfigurations: (): SearchConfiguration[] => (header === null ? [] : [header.configuration]),

    async search({ configuration, q, state: only, cursor }: SearchRequest): Promise<Result<SearchPage | null>> {
      const set = working();
      if (set === null || configuration !== set.configuration.id)
        return fail(operatorError("not-allowed-offline", {}, `search ${configuration}`));
      return ok(await store.search({ q, state: only, cursor }));
    },

    async open(ref: Ref): Promise<Result<ObjectView>> {
      const looked = await lookAt(ref);
      if (!looked.ok) return looked;
      const { local, header: set } = looked.value;
      return ok(offlineView(local, set, noEntry(set)));
    },

    /** What this machine has to say about an object that the back end has just shown; null: nothing. */
    beside({ object }: ObjectView): LocalView | null {
      const pending = queue.pendingFor(object.ref);
      if (pending.length === 0) return null;
      const outdated = queue.isOutdated(object.ref, object.version);
      const expected = expectedAfter({ object, heldBy: null }, pending)?.object ?? null;
      return { asOf: null, pending, expected, outdated };
    },

    async take(take: Take): Promise<Result<null>> {
      const session = around.session();
      const operator = session?.token === true ? session.operator : null;
      const refused = whyNotTake(operator, queue.counts(operator?.id ?? null).waiting);
      if (refused !== null || operator === null) return fail(refused ?? operatorError("not-authenticated"));
      return taking.take(operator, take);
    },

    cancelTake: (): void => taking.cancel(),

    /** Removes the working set from this machine. The journal stays. */
    async leave(): Promise<Result<null>> {
      const left = await fromStore(() => store.remove());
      if (!left.ok) return left;
      header = null;
      unlocked = false;
      tell();
      return ok(null);
    },

    page(before: number | null): QueuePage {
      const session = around.session();
      return session === null ? { entries: [], next: null } : queue.page(session.operator.id, before);
    },
    syncNow: () => sync.now(),
    pause: () => sync.pause(),
    resume: () => sync.resume(),

    entry: (device: string, seq: number): QueueEntry | undefined => queue.find(device, seq),

    /** Writes down what the operator did about an entry that was not carried out. */
    settle: (device: string, seq: number, settlement: Parameters<Queue["settle"]>[2]): Promise<Result<null>> =>
      fromStore(async () => {
        await queue.settle(device, seq, settlement);
        return null;
      }),

    /** Writes a journal as a signed file for the security officer; answers its path. */
    async exportJournal(device: string): Promise<Result<{ file: string }>> {
      const journal = queue.journals().find((each) => each.device === device);
      const pkcs8 = await deviceKey(vault, device);
      if (journal === undefined || pkcs8 === null) return fail(operatorError("not-found", {}, "no key of the device"));
      const raw = await store.raw(device);
      const at = new Date(clock.now());
      return fromStore(async () => ({
        file: await exportJournal(join(directory, "exports"), journal, raw, pkcs8, at),
      }));
    },

    async stop(): Promise<void> {
      await taking.interrupt();
      await sync.stop();
      await store.close();
    },
  };
}
