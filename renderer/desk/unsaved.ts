import { useEffect } from "react";
import { useStore } from "zustand";
import { useDesk, type Desk } from "./desk.ts";
import type { Unsaved } from "./navigation.ts";

/** Asks before the page is closed or reloaded while `isThere`, because input would be lost. */
export function useUnsaved(isThere: boolean): void {
  const guardPage = useStore(useDesk().navigation, (navigation) => navigation.guardPage);
  useEffect(() => (isThere ? guardPage(() => true) : undefined), [isThere, guardPage]);
}

/** Asks in the same way for a store, which outlives its screen, until the desk is left. */
export function guardStore({ navigation, left }: Desk, isThere: () => boolean): void {
  left.addEventListener("abort", navigation.getState().guardPage(isThere), { once: true });
}

/** Asks for a store also before its screen is left: the store holds the changes of one screen. */
export function guardScreen({ navigation, left }: Desk, unsaved: Unsaved): void {
  left.addEventListener("abort", navigation.getState().guard(unsaved), { once: true });
}
