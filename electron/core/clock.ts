import { uptime } from "node:os";

/** The machine's clocks, in milliseconds. */
export interface Clock {
  /** Time since 1970; anybody can set it. */
  now(): number;
  /** Time since the machine was started, suspended or not; nobody can set it. */
  uptime(): number;
}

/** libuv takes the uptime from CLOCK_BOOTTIME (Linux), GetTickCount64 (Windows), kern.boottime (macOS): all count a suspended machine. */
export const machineClock: Clock = { now: () => Date.now(), uptime: () => uptime() * 1000 };

/** The time of day as an RFC 3339 text in UTC. */
export const timestamp = (clock: Clock): string => new Date(clock.now()).toISOString();
