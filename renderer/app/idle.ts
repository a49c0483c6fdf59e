import { useEffect, useState } from "react";
import { useCore, useDesk } from "../desk/desk.ts";

const activityEvents = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Shortest time between two reports to the core, in milliseconds. */
const reportInterval = 5_000;

/**
 * Reports keys and pointers to the core, which locks the session after the idle time of the
 * settings. Returns true if the core cannot be reached after that time: the page then hides the
 * screen itself.
 */
export function useIdleLock(): boolean {
  const { client } = useDesk();
  const session = useCore((core) => core.session);
  const minutes = useCore((core) => core.settings.idleMinutes);
  const [isHidden, setHidden] = useState(false);
  useEffect(() => {
    if (session.kind !== "active" && session.kind !== "expired") return undefined;
    const allowed = minutes * 60_000;
    let lastSeen = Date.now();
    let lastReport = -Infinity;
    let timer = setTimeout(check, allowed);
    function seen(): void {
      lastSeen = Date.now();
      // The absolute value, so that a clock that was set back does not stop the reports.
      if (Math.abs(lastSeen - lastReport) < reportInterval) return;
      lastReport = lastSeen;
      void report();
    }
    async function report(): Promise<void> {
      const answer = await client.session.active();
      // The core is gone, or has locked the session and emits that itself: retry after half the
      // interval.
      if (!answer.ok) lastReport -= reportInterval / 2;
    }
    function check(): void {
      const left = allowed - (Date.now() - lastSeen);
      if (left > 0) timer = setTimeout(check, left);
      else void hideWithoutCore();
    }
    async function hideWithoutCore(): Promise<void> {
      const answer = await client.session.state();
      if (!answer.ok) setHidden(true);
      timer = setTimeout(check, reportInterval);
    }
    for (const event of activityEvents) window.addEventListener(event, seen, { capture: true, passive: true });
    return () => {
      setHidden(false);
      clearTimeout(timer);
      for (const event of activityEvents) window.removeEventListener(event, seen, { capture: true });
    };
  }, [client, session, minutes]);
  return isHidden;
}
