import { useEffect, useState, type ReactNode } from "react";
import { useWords } from "../../desk/words.ts";

/** Times in milliseconds since 1970. */
export interface Waiting {
  readonly from: number;
  readonly until: number;
}

/** Returns the whole seconds that are left of a wait; 0 if it is over or there is none. */
export function useSecondsLeft(waiting: Waiting | null): number {
  const [now, setNow] = useState(0);
  const left = waiting === null ? 0 : Math.max(0, Math.ceil((waiting.until - Math.max(now, waiting.from)) / 1000));
  const isOver = left === 0;
  useEffect(() => {
    if (isOver) return undefined;
    const ticking = setInterval(() => setNow(Date.now()), 500);
    return () => clearInterval(ticking);
  }, [isOver]);
  return left;
}

/**
 * The countdown until a locked account may try again, and its end. Only the end is announced: a
 * count every second is noise to a screen reader.
 */
export function Wait({ seconds }: { readonly seconds: number }): ReactNode {
  const { say } = useWords();
  const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return (
    <>
      {seconds === 0 ? null : (
        <p className="countdown" aria-live="off">
          {say("login.countdown", { time })}
        </p>
      )}
      <output>{seconds === 0 ? say("login.countdownOver") : ""}</output>
    </>
  );
}
