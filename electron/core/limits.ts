/** Counts and sizes (bytes) of the core; waits are in timing.ts. */
export const limits = {
  /** Attempts at a write with a lost answer, before the operator sees an error. */
  saveAttempts: 3,
  /** Largest answer of the back end that is read; parsing blocks everything else. */
  longestAnswer: 4_000_000,
  /** Bounds of the JSON in an answer. */
  answerJson: { maxLength: 4_000_000, maxDepth: 32, maxValues: 500_000 },
  /** Bounds of the JSON in an event, and of a line of the event stream. */
  eventJson: { maxLength: 50_000, maxDepth: 8, maxValues: 1_000 },
  /** Events and bytes of the event stream that are read per second. */
  eventsPerSecond: 1_000,
  eventBytesPerSecond: 1_000_000,
  /** Objects of a bulk that run in parallel. */
  bulkParallel: 4,
} as const;
