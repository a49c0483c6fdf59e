import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { Credentials, Operator } from "#shared/idm/session.ts";
import type { Access, Take, WorkingSetState } from "#shared/ipc/offline.ts";
import type { Clock } from "../clock.ts";
import type { Queue } from "../journal/queue.ts";
import { fromStore } from "../store/store-fault.ts";
import type { StoreThread } from "../store/store-messages.ts";
import type { WorkingSetHeader } from "../store/stored.ts";
import type { Gateway } from "../idm/gateway.ts";
import type { KeyVault } from "../ports.ts";
import { createDownloads } from "./downloads.ts";
import { whyNotTake } from "./download.ts";
import { whyNoEntry } from "./grant.ts";
import { localObject, notInWorkingSet, takenState, type LocalObject } from "./local-object.ts";
import type { Timing } from "../timing.ts";
import { anchorAt, trustedNow } from "./trusted-time.ts";

/**
 * Milliseconds that a working set stays readable after its grant has ended, for an operator who is
 * on the way back. Then it is removed.
 */
const grace = 3_600_000;

/** Shortest time in milliseconds between two writes of the trusted time. */
const keptEvery = 60_000;

export interface WorkingSetDeps {
  readonly store: StoreThread;
  readonly queue: Queue;
  readonly gateway: Gateway;
  readonly vault: KeyVault;
  readonly timing: Timing;
  readonly clock: Clock;
  /** The session; `token`: the back end accepted the log-in. */
  readonly session: () => { readonly operator: Operator; readonly token: boolean } | null;
  readonly changed: () => void;
  readonly failed: (fault: unknown) => void;
}

/**
 * What is known in one session. Work that outlives its session writes to the object of that
 * session, which nothing reads any more.
 */
interface Sitting {
  /** Whether the password of this session opens the working set. */
  password: "untried" | "refused" | "accepted";
  /** Whether the store has the password of the log-in to lock the next working set with. */
  hasPassword: boolean;
}

/** Whether the grant has ended so long ago that nothing may be read any more. */
const hasEnded = ({ claims, ...times }: WorkingSetHeader, clock: Clock): boolean =>
  trustedNow(times, clock) >= claims.exp * 1000 + grace;

export type WorkingSet = Awaited<ReturnType<typeof openWorkingSet>>;

/** Opens the working set of this machine, its access and its objects. */
export async function openWorkingSet({ session, changed, failed, timing, ...deps }: WorkingSetDeps) {
  const { store, queue, clock } = deps;
  const downloads = createDownloads({ ...deps, changed, ended: () => reload(sitting, sitting.password) });
  let sitting: Sitting = { password: "untried", hasPassword: false };
  let header = await readHeader();
  await checkGrant();
  const checks = setInterval(() => void checkGrant().catch(failed), timing.grantInterval).unref();

  /**
   * Reads the header; null if there is none or it cannot be read. A failure is recorded and not
   * thrown, since a damaged working set can be downloaded again and must not stop the journal from
   * syncing.
   */
  async function readHeader(): Promise<WorkingSetHeader | null> {
    const read = await fromStore(() => store.header());
    if (read.ok) return read.value;
    downloads.fail(read.error);
    return null;
  }

  async function removeFromDisk(): Promise<Result<void>> {
    const removed = await fromStore(() => store.remove());
    if (removed.ok) header = null;
    return removed;
  }

  /**
   * Removes a working set whose grant and `grace` have ended; stores the trusted time of any other.
   */
  async function checkGrant(): Promise<void> {
    // A download replaces the working set itself.
    if (header === null || downloads.isRunning()) return;
    if (hasEnded(header, clock)) {
      const removed = await removeFromDisk();
      downloads.fail(removed.ok ? operatorError("grant-expired", {}, "working set removed") : removed.error);
      return changed();
    }
    const now = trustedNow(header, clock);
    if (now - (header.latest ?? header.anchor).contact < keptEvery) return;
    const latest = anchorAt(now, clock);
    header = { ...header, latest };
    await fromStore(() => store.keepTime(latest));
  }

  /** Returns the working set if its operator is logged in and has unlocked it; otherwise null. */
  const own = (): WorkingSetHeader | null =>
    sitting.password === "accepted" &&
    header !== null &&
    !hasEnded(header, clock) &&
    header.operator.id === session()?.operator.id
      ? header
      : null;

  function access(): Access {
    if (sitting.password === "accepted") return "open";
    return sitting.password === "untried" && session()?.token === true ? "opening" : "locked";
  }

  /** Returns the working set as the present session may see it. */
  function shown({ operator: owner, asOf, ...header }: WorkingSetHeader): WorkingSetState {
    const operator = session()?.operator;
    if (owner.id !== operator?.id) return { kind: "foreign", owner: operator === undefined ? null : owner.name, asOf };
    return takenState({ operator: owner, asOf, ...header }, access(), queue.countUnderGrant(header.claims.jti));
  }

  function state(): WorkingSetState {
    const taken = header === null ? null : shown(header);
    const download = downloads.state(session()?.operator.id ?? null);
    return download?.kind === "taking" ? download : (taken ?? download ?? { kind: "none" });
  }

  /**
   * Reads the header again after a download or a log-in. `locked`: what is known of the password if
   * the working set is still locked.
   */
  async function reload(mine: Sitting, locked: Sitting["password"]): Promise<void> {
    header = await readHeader();
    mine.password = header !== null && (await store.isUnlocked()) ? "accepted" : locked;
    changed();
  }

  /**
   * Unlocks without the back end, by the password or passphrase of the download; null if there is
   * no working set or it belongs to another account.
   */
  async function unlock({ account, password: typed }: Credentials): Promise<Result<Operator> | null> {
    if (header !== null && hasEnded(header, clock)) {
      await checkGrant();
      return fail(operatorError("grant-expired"));
    }
    const mine = sitting;
    const now = header === null ? 0 : trustedNow(header, clock);
    const opened = await fromStore(() => store.unlock(account, typed, now));
    if (!opened.ok) return opened;
    if (opened.value === null) return null;
    mine.password = "accepted";
    changed();
    return ok(opened.value.operator);
  }

  return {
    own,
    state,

    /** The device that signs entries made under this working set; null without a working set. */
    device: (): string | null => header?.device ?? null,

    /** Returns why no entry can be written under the grant now; null when one can. */
    whyNoEntry: ({ claims, ...times }: WorkingSetHeader): OperatorError | null =>
      whyNoEntry(claims, queue.countUnderGrant(claims.jti), trustedNow(times, clock)),

    /**
     * Tries the password of a log-in that the back end accepted; null: a log-in without a password.
     */
    async loggedIn(credentials: Credentials | null): Promise<void> {
      const mine = sitting;
      mine.hasPassword = credentials !== null;
      if (credentials !== null) {
        const opened = await fromStore(() => store.loggedIn(credentials.account, credentials.password));
        if (!opened.ok) downloads.fail(opened.error);
      }
      await reload(mine, "refused");
    },

    unlock,

    /**
     * Unlocks the working set of the logged-in operator by the password or passphrase of its
     * download.
     */
    async open(passphrase: string): Promise<Result<null>> {
      const account = session()?.operator.account;
      const opened = account === undefined ? null : await unlock({ account, password: passphrase });
      if (opened === null) return fail(operatorError("not-authenticated"));
      return opened.ok ? ok(null) : opened;
    },
    /**
     * Drops the keys and all decrypted data at the end of a session, and what concerns its operator
     * alone if they `loggedOut`.
     */
    async lock(loggedOut: boolean): Promise<void> {
      sitting = { password: "untried", hasPassword: false };
      if (loggedOut) downloads.forget();
      const interrupted = downloads.interrupt();
      await store.lock();
      await interrupted;
      changed();
    },

    /**
     * Downloads a working set with its grant; resolves when it is complete on this machine. A
     * passphrase, if given, locks it instead of the password of the log-in.
     */
    async take(take: Take): Promise<Result<null>> {
      const now = session();
      const operator = now?.token === true ? now.operator : null;
      const refused = whyNotTake(operator, queue.counts(operator?.id ?? null).waiting);
      if (refused !== null || operator === null) return fail(refused ?? operatorError("not-authenticated"));
      if (take.passphrase === null && !sitting.hasPassword) return fail(operatorError("bad-call", {}, "no passphrase"));
      return downloads.take(operator, take);
    },

    cancelTake: (): void => downloads.cancel(),
    resumeTake: (): Promise<void> => downloads.resume(),

    async stop(): Promise<void> {
      clearInterval(checks);
      await checkGrant();
      await downloads.interrupt();
    },

    /** Removes the working set from this machine; the journal stays. */
    async remove(): Promise<Result<null>> {
      const removed = await removeFromDisk();
      if (!removed.ok) return removed;
      changed();
      return ok(null);
    },

    async lookUp(ref: Ref): Promise<Result<{ readonly local: LocalObject; readonly header: WorkingSetHeader }>> {
      const set = own();
      const read = await fromStore(async () => (set === null ? null : store.object(ref.type, ref.id)));
      if (!read.ok) return read;
      if (set === null || read.value === null) return fail(notInWorkingSet(ref));
      return ok({ local: localObject(read.value, queue.entriesOf(set.operator.id).pendingFor(ref)), header: set });
    },
  };
}
