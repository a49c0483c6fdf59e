import { useEffect } from "react";
import { useStore } from "zustand";
import { useDesk, type Desk } from "./desk.ts";

/**
 * Asks before the page is closed or loaded again while `isThere`: what is entered here would go.
 */
export function useUnsaved(isThere: boolean): void {
  const guardPage = useStore(useDesk().navigation, (navigation) => navigation.guardPage);
  useEffect(() => (isThere ? guardPage(() => true) : undefined), [isThere, guardPage]);
}

/** The same for a store, which outlives its screen, until the desk is left. */
export function guardStore({ navigation, left }: Desk, isThere: () => boolean): void {
  left.addEventListener("abort", navigation.getState().guardPage(isThere), { once: true });
}
