/** The limits of the bridge, in one place. Times in milliseconds, sizes in bytes. */
export const limits = {
  /** Pause before the PC/SC service is tried again. */
  serviceRetry: 1_000,
  /** How long another program may keep the card before the card counts as in use. */
  cardWait: 3_000,
  /** Pause between two attempts at a card that another program uses. */
  cardRetry: 100,
  /** Attempts to read the ATR of a card that is present but does not answer. */
  atrAttempts: 20,
  /** After this time a transaction sends no further command. */
  slowCard: 15_000,
  /** A transaction that takes longer than this is waiting for a command that never returns. */
  transaction: 20_000,
  /**
   * Largest data object of a card. SP 800-73-4, part 1, appendix A allows 1,905 for a certificate;
   * cards in the field hold larger ones.
   */
  cardObject: 16_384,
  /** Consecutive GET RESPONSE commands for one answer. */
  cardRounds: 128,
  /** A connection that has not proved by then that it knows the secret is closed. */
  handshake: 2_000,
  /** Unauthenticated connections; one more closes the oldest. */
  strangers: 32,
  /** Authenticated connections. */
  connections: 8,
  /** Longest line for `hello` and `prove`. */
  helloLine: 4_096,
  /** Concurrent calls of one connection; further ones wait. */
  callsAtOnce: 16,
  /**
   * Answers and events that a connection has not read yet; beyond this the connection is closed.
   */
  unread: 4_194_304,
} as const;
