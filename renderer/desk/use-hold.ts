import { useEffect } from "react";
import { useStore } from "zustand";
import { useDesk } from "./desk.ts";

/** Delays links from outside while the component is on screen, because input would be lost. */
export function useHold(): void {
  const hold = useStore(useDesk().navigation, (navigation) => navigation.hold);
  useEffect(() => hold(), [hold]);
}
