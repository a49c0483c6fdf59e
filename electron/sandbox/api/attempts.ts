import { Refusal } from "../refusal.ts";

/** Failed attempts after which an account is locked, and for how long, in milliseconds. */
const failuresAllowed = 5;
const lockedMilliseconds = 5 * 60 * 1000;

/** Accounts whose failures are remembered at once; they can be made up. */
const mostAccounts = 1_000;

interface Failures {
  readonly count: number;
  /** Milliseconds since 1970; after that the failures are forgotten. */
  readonly until: number;
}

/**
 * Counts failed attempts to log in, by account, for those that do not exist as for those that do.
 */
export function openAttempts(now: () => Date) {
  const failures = new Map<string, Failures>();

  /**
   * Where there are too many, the oldest that is nobody's goes: guessing at an account that exists
   * is never forgotten.
   */
  function makeRoom(exists: (account: string) => boolean): void {
    if (failures.size < mostAccounts) return;
    const oldest = failures.keys().find((account) => !exists(account));
    if (oldest !== undefined) failures.delete(oldest);
  }

  return {
    /**
     * Counts before the password is checked, or many attempts at once would all be free. Throws
     * Refusal `account-locked`.
     */
    count(account: string, exists: (account: string) => boolean): void {
      const time = now().getTime();
      for (const [name, { until }] of failures) if (until <= time) failures.delete(name);
      const { count, until } = failures.get(account) ?? { count: 0, until: 0 };
      if (count >= failuresAllowed) {
        throw new Refusal("account-locked", undefined, { retryAfter: Math.ceil((until - time) / 1000) });
      }
      if (count === 0) makeRoom(exists);
      failures.set(account, { count: count + 1, until: time + lockedMilliseconds });
    },
    /** An attempt was none that failed. */
    forget: (account: string): void => void failures.delete(account),
    forgetAll: (): void => failures.clear(),
  };
}
