/** Counts and sizes (bytes) of the core; waits are in timing.ts. */
export const limits = {
  /** Attempts at a write with a lost answer, before the operator sees an error. */
  saveAttempts: 3,
  /** Largest answer of the back end that is read. */
  longestAnswer: 20_000_000,
  /** Objects of a bulk that run in parallel. */
  bulkParallel: 4,
} as const;
