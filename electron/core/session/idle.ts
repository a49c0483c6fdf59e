import type { Clock } from "../clock.ts";
import type { Session } from "./session.ts";

/** Counts the time since the operator's last activity in any window. */
export interface IdleLock {
  /** Called when a page sees a key or pointer event. */
  active(): void;
  /** Locks the session if the operator was idle for too long. */
  check(): void;
}

interface IdleDeps {
  readonly session: Session;
  readonly clock: Clock;
  /** The idle time after which the session is locked, in milliseconds. */
  readonly allowed: () => number;
  readonly lock: () => void;
}

/**
 * Tolerance for an uptime that goes back, in milliseconds: macOS rounds it, so it may go back by a
 * second or two.
 */
const rounding = 5_000;

/**
 * Locks the session after the idle time. The core counts, so that the lock also works without a
 * page, or with a page that is dead or silent. It counts by the uptime, which cannot be set and
 * which goes on while the machine is suspended; if it goes backwards, the idle time is unknown and
 * the session is locked.
 */
export function createIdleLock({ session, clock, allowed, lock }: IdleDeps): IdleLock {
  let lastSign = clock.uptime();
  const restart = (): void => {
    lastSign = clock.uptime();
  };

  function check(): void {
    const idle = clock.uptime() - lastSign;
    if (session.operator() !== null && (idle < -rounding || idle >= allowed())) lock();
  }

  session.subscribe({ began: restart });
  return {
    check,
    active() {
      // Check first: activity after the idle time may be another person's.
      check();
      restart();
    },
  };
}
