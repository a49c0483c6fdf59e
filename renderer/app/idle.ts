import { useEffect, useState } from "react";
import { useCore, useDesk } from "../desk/desk.ts";

const signsOfLife = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/**
 * Locks the session when there was no key and no pointer for the time in the settings; a sleeping machine counts. An
 * expired session cannot be locked any more, but what it left on screen is to be hidden all the same: true then.
 */
export function useIdleLock(): boolean {
  const { client } = useDesk();
  const session = useCore((core) => core.session.kind);
  const minutes = useCore((core) => core.settings.idleMinutes);
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    if (session !== "active" && session !== "expired") return undefined;
    const allowed = minutes * 60_000;
    let lastSeen = Date.now();
    let timer = setTimeout(check, allowed);
    function seen(): void {
      // The first sign after a sleep comes before the timer has had its turn.
      if (Date.now() - lastSeen >= allowed) check();
      else lastSeen = Date.now();
    }
    function check(): void {
      clearTimeout(timer);
      const left = allowed - (Date.now() - lastSeen);
      if (left > 0) timer = setTimeout(check, left);
      else if (session === "active") void client.session.lock();
      else setIdle(true);
    }
    for (const sign of signsOfLife) window.addEventListener(sign, seen, { capture: true, passive: true });
    return () => {
      setIdle(false);
      clearTimeout(timer);
      for (const sign of signsOfLife) window.removeEventListener(sign, seen, { capture: true });
    };
  }, [client, session, minutes]);
  return isIdle;
}
