import { useEffect } from "react";
import { useStore } from "zustand";
import { useDesk } from "./desk.ts";

/** Delays links from outside the page while `isOn`, because input would be lost. */
export function useHold(isOn: boolean): void {
  const hold = useStore(useDesk().navigation, (navigation) => navigation.hold);
  useEffect(() => (isOn ? hold() : undefined), [isOn, hold]);
}
