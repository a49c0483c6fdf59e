import { useEffect } from "react";
import { useStore } from "zustand";
import { useDesk } from "./desk.ts";

/** Lets nothing outside the page lead it elsewhere while `isOn`: what is entered here would go. */
export function useHold(isOn: boolean): void {
  const hold = useStore(useDesk().navigation, (navigation) => navigation.hold);
  useEffect(() => (isOn ? hold() : undefined), [isOn, hold]);
}
