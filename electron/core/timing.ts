/** Every wait of the core, in milliseconds. A shell hands in `shippedTiming`; tests hand in shorter waits. */
export interface Timing {
  /** A request that only reads is given up after this. */
  readonly readTimeout: number;
  /** A request that changes something is given up after this; longer, since giving up leaves a question open. */
  readonly writeTimeout: number;
  /** Waits before each new attempt of a read whose connection broke. */
  readonly readRetryWaits: readonly number[];
  /** Waits before asking again for the outcome of a write; the last one repeats. */
  readonly outcomeWaits: readonly [number, ...number[]];
  /** Between two checks whether the back end answers. */
  readonly healthInterval: number;
  /** An event stream without even a heartbeat for this long is taken as dead. */
  readonly eventSilence: number;
  /** Wait before the event stream is opened again. */
  readonly eventRetryWait: number;
  /** First wait before the journal is sent again; it doubles with each attempt. */
  readonly syncFirstWait: number;
  /** Longest wait before the journal is sent again. */
  readonly syncLongestWait: number;
  /** Between two events about the objects of a bulk. */
  readonly bulkTellInterval: number;
  /** Longest wait for the running objects of a bulk at log-out and at the end of the program. */
  readonly bulkEndWait: number;
  /** The card bridge is reported missing when it has not answered for this long after the start. */
  readonly bridgeStart: number;
  /** Wait before a card that another program holds is tried again. */
  readonly cardRetry: number;
  /** A CRL, which can have many megabytes, is given up after this. */
  readonly crlTimeout: number;
}

/** The waits of the product. */
export const shippedTiming: Timing = {
  readTimeout: 10_000,
  writeTimeout: 20_000,
  readRetryWaits: [200, 800],
  outcomeWaits: [500, 1_000, 2_000, 5_000, 10_000],
  healthInterval: 5_000,
  eventSilence: 45_000,
  eventRetryWait: 2_000,
  syncFirstWait: 1_000,
  syncLongestWait: 60_000,
  bulkTellInterval: 100,
  bulkEndWait: 1_000,
  bridgeStart: 5_000,
  cardRetry: 2_000,
  crlTimeout: 60_000,
};

/** Milliseconds to wait before the given attempt at an unknown outcome, counted from 1. */
export const outcomeWait = ({ outcomeWaits }: Timing, attempt: number): number =>
  outcomeWaits[Math.min(attempt, outcomeWaits.length) - 1] ?? outcomeWaits[0];
