/** Counts and sizes (bytes) of the core; waits are in timing.ts. */
export const limits = {
  /** Attempts at a write whose answer was lost, before the operator is told. */
  saveAttempts: 3,
  /** Largest answer of the back end that is read. */
  longestAnswer: 20_000_000,
  /** Objects of a bulk that run at the same time. */
  bulkParallel: 4,
} as const;
