/** The engineering values of the core, on one page. Times in milliseconds, sizes in bytes. */
export const limits = {
  /** A request that only reads is given up after this. */
  readTimeout: 10_000,
  /** A request that changes something; longer, since giving up leaves a question open. */
  writeTimeout: 20_000,
  /** New attempts of a read whose connection broke: the waits before each. */
  readRetryWaits: [200, 800],
  /** Waits before asking again for the outcome of a Next; the last one repeats. */
  outcomeWaits: [500, 1_000, 2_000, 5_000, 10_000],
  /** Attempts at a save whose answer was lost, before the operator is told. */
  saveAttempts: 3,
  /** Largest answer that is read. */
  longestAnswer: 20_000_000,
  /** Objects of a bulk that are under way at the same time. */
  bulkParallel: 4,
  /** Between two tellings of what has changed in a bulk. */
  bulkTellInterval: 100,
  /** What a bulk has under way is waited for at a log out and at the end of the program, but no longer. */
  bulkEndWait: 1_000,
  /** Between two looks whether the back end answers. */
  healthInterval: 5_000,
  /** An event stream without even a heartbeat for so long is taken as dead. */
  eventSilence: 45_000,
  /** Waits before the journal is sent again, twice as long each time, up to the longest. */
  syncFirstWait: 1_000,
  syncLongestWait: 60_000,
  /** Wait before the event stream is opened again. */
  eventRetryWait: 2_000,
  /** The card bridge is called missing when it was not there for so long after the start. */
  bridgeStart: 5_000,
  /** Wait before a card that another program has is tried again. */
  cardRetry: 2_000,
  /** A CRL, which can be of many megabytes, is given up after this. */
  crlTimeout: 60_000,
} as const;
