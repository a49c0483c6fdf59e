/**
 * Every wait of the core, in milliseconds. A shell hands in `shippedTiming`; tests hand in shorter
 * waits.
 */
export interface Timing {
  /** Time limit of a request that reads. */
  readonly readTimeout: number;
  /** Time limit of a request that writes; longer, since a time-out leaves its outcome open. */
  readonly writeTimeout: number;
  /** Time limit of a proxy that is asked for a tunnel, shorter than that of a request. */
  readonly proxyTimeout: number;
  /** Waits before each retry of a read whose connection broke. */
  readonly readRetryWaits: readonly number[];
  /** Waits before each retry of a write with an unknown outcome; the last one repeats. */
  readonly outcomeWaits: readonly [number, ...number[]];
  /** Interval of the checks whether the operator was idle for too long. */
  readonly idleInterval: number;
  /** Interval of the checks whether the back end answers. */
  readonly healthInterval: number;
  /** An event stream without any data, even a heartbeat, for this long is considered dead. */
  readonly eventSilence: number;
  /** Wait before a broken event stream is reopened. */
  readonly eventRetryWait: number;
  /** First wait before a failed sync is retried; doubled with each attempt. */
  readonly syncFirstWait: number;
  /** Longest wait before a failed sync is retried. */
  readonly syncLongestWait: number;
  /** Interval of the checks whether the grant of the working set has ended. */
  readonly grantInterval: number;
  /** Interval of the events about the objects of a bulk. */
  readonly bulkEventInterval: number;
  /** Longest wait for the running objects of a bulk at log-out and at the end of the program. */
  readonly bulkEndWait: number;
  /** The card bridge is reported missing if it has not answered for this long after the start. */
  readonly bridgeStart: number;
  /** Wait before a card that another program holds is read again. */
  readonly cardRetry: number;
  /** Time limit of fetching a CRL, which can have many megabytes. */
  readonly crlTimeout: number;
  /** Time limit of each check of the health list. */
  readonly healthCheck: number;
}

/** The waits of the product. */
export const shippedTiming: Timing = {
  readTimeout: 10_000,
  writeTimeout: 20_000,
  proxyTimeout: 5_000,
  readRetryWaits: [200, 800],
  outcomeWaits: [500, 1_000, 2_000, 5_000, 10_000],
  idleInterval: 1_000,
  healthInterval: 5_000,
  eventSilence: 45_000,
  eventRetryWait: 2_000,
  syncFirstWait: 1_000,
  syncLongestWait: 60_000,
  grantInterval: 60_000,
  bulkEventInterval: 100,
  bulkEndWait: 1_000,
  bridgeStart: 5_000,
  cardRetry: 2_000,
  crlTimeout: 60_000,
  healthCheck: 15_000,
};

/**
 * Milliseconds that a shell gives the core to stop: the objects of a bulk under way end first, then
 * the back end is asked for the log-out.
 */
export const shutdownTimeout = shippedTiming.bulkEndWait + 2_000;

/** Returns the milliseconds before the given attempt at an unknown outcome, counted from 1. */
export const outcomeWait = ({ outcomeWaits }: Timing, attempt: number): number =>
  outcomeWaits[Math.min(attempt, outcomeWaits.length) - 1] ?? outcomeWaits[0];
