/** The engineering values of the bridge, on one page. Times in milliseconds, sizes in bytes. */
export const limits = {
  /** Between two looks whether the PC/SC service is there again. */
  serviceRetry: 1_000,
  /** Another program may keep the card for so long before it is called in use. */
  cardWait: 3_000,
  /** Between two attempts at a card that another program has. */
  cardRetry: 100,
  /** Attempts at the ATR of a card that is there and does not answer. */
  atrAttempts: 20,
  /** After this a transaction sends no further command. */
  slowCard: 15_000,
  /** A transaction that is not over by then waits for a command that never comes back. */
  transaction: 20_000,
  /**
   * One data object of the card. SP 800-73-4, part 1, appendix A has 1,905 for a certificate; cards
   * in the field take more.
   */
  cardObject: 16_384,
  /** GET RESPONSE in a row, for one answer. */
  cardRounds: 128,
  /** A connection that has not proved that it knows the secret by then is closed. */
  handshake: 2_000,
  /** Connections that have not proved it yet; one more closes the oldest. */
  strangers: 32,
  /** Connections that have. */
  connections: 8,
  /** The lines that `hello` and `prove` fit in. */
  helloLine: 4_096,
  /** Calls of one connection under way; its further ones wait. */
  callsAtOnce: 16,
  /** Answers and events that a connection has not fetched yet; beyond, it is closed. */
  unread: 4_194_304,
} as const;
