/**
 * The longest that a round may stand still, in milliseconds: far more than its longest step takes
 * on a busy machine.
 */
const patience = 120_000;

/** A round stood still: what it waits for never came. */
class Stalled extends Error {
  override readonly name = "Stalled";
}

/** Sees to it that a round never waits for ever without a word. */
export interface Watch {
  /**
   * Says what is waited for now; a step that was begun is progress. `more`: what else to tell of
   * it, asked for when it stalls.
   */
  step(what: string, more?: () => string): void;
  /** Aborted when a round stalls. */
  readonly signal: AbortSignal;
  /**
   * What `work` answers. Throws Stalled once no step was begun for too long; what `work` waits for
   * is left behind then.
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
