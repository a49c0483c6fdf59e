import { uptime } from "node:os";

/** The machine's clocks, in milliseconds. */
export interface Clock {
  /** Time since 1970; any user can set it. */
  now(): number;
  /** Time since the machine started, including suspension; cannot be set. */
  uptime(): number;
}

/**
 * libuv reads the uptime from CLOCK_BOOTTIME (Linux), GetTickCount64 (Windows) and kern.boottime
 * (macOS); all include suspension.
 */
export const machineClock: Clock = { now: () => Date.now(), uptime: () => uptime() * 1000 };

/** The time of day as an RFC 3339 text in UTC. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString();
