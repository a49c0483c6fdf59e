import type { Clock } from "../clock.ts";
import type { Session } from "./session.ts";

/** Counts the time since the operator last did something, in whatever window. */
export interface IdleLock {
  /** A page saw a key or a pointer. */
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

/** The uptime of macOS may go back by a second or two, in milliseconds: it is rounded. */
const rounding = 5_000;

/**
 * Locks the session after the idle time. The core counts, so that no page, a dead page and a silent
 * page lock too. It counts by the uptime, which nobody sets and which goes on while the machine is
 * suspended; if it goes backwards, nobody knows how long the operator was away.
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
      // The first sign after the idle time comes too late: it may be somebody else's.
      check();
      restart();
    },
  };
}
