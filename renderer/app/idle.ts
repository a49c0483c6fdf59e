import { useEffect, useState } from "react";
import { useCore, useDesk } from "../desk/desk.ts";

const activityEvents = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/**
 * Locks the session after the idle time of the settings without a key or pointer; a sleeping
 * machine counts. True if the page must hide the screen itself: an expired session cannot be
 * locked, or the core refused to lock.
 */
export function useIdleLock(): boolean {
  const { client } = useDesk();
  const session = useCore((core) => core.session);
  const minutes = useCore((core) => core.settings.idleMinutes);
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    if (session.kind !== "active" && session.kind !== "expired") return undefined;
    const allowed = minutes * 60_000;
    let lastSeen = Date.now();
    let timer = setTimeout(check, allowed);
    function seen(): void {
      // The first event after a sleep may come before the timer fires.
      if (Date.now() - lastSeen >= allowed) check();
      else lastSeen = Date.now();
    }
    function check(): void {
      clearTimeout(timer);
      const left = allowed - (Date.now() - lastSeen);
      if (left > 0) timer = setTimeout(check, left);
      else void hide();
    }
    async function hide(): Promise<void> {
      const isLocked = session.kind === "active" && (await client.session.lock()).ok;
      if (!isLocked) setIdle(true);
    }
    for (const event of activityEvents) window.addEventListener(event, seen, { capture: true, passive: true });
    return () => {
      setIdle(false);
      clearTimeout(timer);
      for (const event of activityEvents) window.removeEventListener(event, seen, { capture: true });
    };
  }, [client, session, minutes]);
  return isIdle;
}
