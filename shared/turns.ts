/**
 * Creates a function that runs work one after the other, in the order of its calls. Work that
 * rejects does not stop the next.
 */
export function createTurns(): <T>(work: () => Promise<T> | T) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
}
