import { useEffect } from "react";
import { useCore, useDesk } from "./desk.ts";

const signsOfLife = ["keydown", "pointerdown", "pointermove", "wheel"] as const;

/** Locks the session when there was no key and no pointer for the time in the settings; a sleeping machine counts. */
export function useIdleLock(): void {
  const { client } = useDesk();
  const isActive = useCore((core) => core.session.kind === "active");
  const minutes = useCore((core) => core.settings.idleMinutes);
  useEffect(() => {
    if (!isActive) return undefined;
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
      else void client.session.lock();
    }
    for (const sign of signsOfLife) window.addEventListener(sign, seen, { capture: true, passive: true });
    return () => {
      clearTimeout(timer);
      for (const sign of signsOfLife) window.removeEventListener(sign, seen, { capture: true });
    };
  }, [client, isActive, minutes]);
}
