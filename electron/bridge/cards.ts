import { setTimeout as sleep } from "node:timers/promises";
import { createTurns } from "#shared/turns.ts";
import { BridgeFailure, failure } from "./failure.ts";
import { limits } from "./limits.ts";
import type { OpenCard, Pcsc } from "./pcsc.ts";

/**
 * Runs one transaction with the card in a reader. Transactions on the same reader run one after the
 * other.
 */
export type WithCard = <T>(
  reader: string,
  after: "leave" | "reset",
  work: (card: OpenCard) => Promise<T>,
) => Promise<T>;

/**
 * Runs short transactions: opens the card, uses it and always closes it at once. `stuck` is called
 * when a reader keeps a command for longer than any card needs: PC/SC cannot cancel it, so only the
 * end of the process frees the reader.
 */
export function cardTransactions(pcsc: Pcsc, stuck: () => void): WithCard {
  const turnsOf = new Map<string, ReturnType<typeof createTurns>>();
  const waitingFor = new Map<string, Promise<unknown>>();

  /**
   * Opens the card, or throws `card-in-use` when another program keeps it; if the pending attempt
   * then succeeds after all, the card is closed again.
   */
  async function open(reader: string): Promise<OpenCard> {
    const waiting = waitingFor.get(reader);
    if (waiting !== undefined && (await within(limits.cardWait, waiting)) === late) throw failure("card-in-use");
    const patience = AbortSignal.timeout(limits.cardWait);
    const opening = openOnceFree(reader, patience);
    const card = await within(limits.cardWait, opening);
    if (card !== late) return card;
    const undone = opening
      .then((opened) => opened.close("leave"))
      .catch(() => undefined)
      .finally(() => waitingFor.delete(reader));
    waitingFor.set(reader, undone);
    throw failure("card-in-use");
  }

  async function openOnceFree(reader: string, patience: AbortSignal): Promise<OpenCard> {
    for (;;) {
      try {
        return await pcsc.open(reader);
      } catch (error) {
        const inUse = error instanceof BridgeFailure && error.error.code === "card-in-use";
        if (!inUse || patience.aborted) throw error;
        await sleep(limits.cardRetry);
      }
    }
  }

  const transaction: WithCard = async (reader, after, work) => {
    const card = await open(reader);
    const patience = AbortSignal.timeout(limits.slowCard);
    const transmit: OpenCard["transmit"] = async (apdu) => {
      if (patience.aborted) throw failure("card-silent", "the card takes too long");
      return card.transmit(apdu);
    };
    const workAndClose = async () => {
      try {
        return await work({ ...card, transmit });
      } finally {
        await card.close(after);
      }
    };
    const done = await within(limits.transaction, workAndClose());
    if (done !== late) return done;
    stuck();
    throw failure("card-silent", "the card or its reader does not come back");
  };

  return (reader, after, work) => {
    const inTurn = turnsOf.get(reader) ?? createTurns();
    turnsOf.set(reader, inTurn);
    return inTurn(() => transaction(reader, after, work));
  };
}

const late = Symbol("late");

async function within<T>(milliseconds: number, promise: Promise<T>): Promise<T | typeof late> {
  const ended = new AbortController();
  try {
    return await Promise.race([promise, sleep(milliseconds, late, { signal: ended.signal })]);
  } finally {
    ended.abort();
  }
}
