import { Refusal } from "../refusal.ts";

/**
 * The failed attempts after which an account is locked, and the time it stays locked, in
 * milliseconds.
 */
const failuresAllowed = 5;
const lockedMilliseconds = 5 * 60 * 1000;

/**
 * Maximum number of accounts whose failures are remembered at once: a caller can make up any
 * number.
 */
const mostAccounts = 1_000;

interface Failures {
  readonly count: number;
  /** Milliseconds since 1970; after that the failures are forgotten. */
  readonly until: number;
}

/** Counts failed log-ins by account, for accounts that do not exist as well. */
export function openAttempts(now: () => Date) {
  const failures = new Map<string, Failures>();

  /**
   * Removes the oldest account that does not exist if there are too many: failures of an existing
   * account are never removed.
   */
  function makeRoom(exists: (account: string) => boolean): void {
    if (failures.size < mostAccounts) return;
    const oldest = failures.keys().find((account) => !exists(account));
    if (oldest !== undefined) failures.delete(oldest);
  }

  return {
    /**
     * Counts an attempt. Must be called before the password is checked, or many attempts at once
     * would all be free. Throws Refusal `account-locked`.
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
    /** Clears the count of an account after a correct password. */
    forget: (account: string): void => void failures.delete(account),
    forgetAll: (): void => failures.clear(),
  };
}
