/**
 * The longest time without progress in a round, in milliseconds: far more than the longest step
 * takes on a busy machine.
 */
const patience = 120_000;

/** A round made no progress: the event it waits for never came. */
class Stalled extends Error {
  override readonly name = "Stalled";
}

/** Ends a round that makes no progress, with the name of the step it was waiting for. */
export interface Watch {
  /**
   * Reports the next step, which counts as progress. `more` is called when the round stalls and
   * returns details for the message.
   */
  step(what: string, more?: () => string): void;
  /** Aborted when a round stalls. */
  readonly signal: AbortSignal;
  /**
   * Returns the result of `work`. Throws Stalled if no step was reported for too long; `work` is
   * then abandoned.
   */
  over<T>(work: () => Promise<T>): Promise<T>;
}

export function openWatch(longest = patience): Watch {
  const stop = new AbortController();
  const stalled = Promise.withResolvers<never>();
  let timer: NodeJS.Timeout | undefined;

  function step(what: string, more: () => string = () => ""): void {
    clearTimeout(timer);
    timer = setTimeout(() => {
      const fault = new Stalled(
        `nothing has happened for ${longest / 1000} s, waiting for ${what} ${more()}`.trimEnd(),
      );
      stalled.reject(fault);
      stop.abort(fault);
    }, longest);
  }

  return {
    step,
    signal: stop.signal,
    async over(work) {
      step("the round to begin");
      try {
        return await Promise.race([work(), stalled.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
  };
}
