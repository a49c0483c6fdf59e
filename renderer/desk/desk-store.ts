import { createStore, type StateCreator, type StoreApi } from "zustand";
import type { Desk } from "./desk.ts";

/**
 * Declares a store that outlives a screen. Each desk has its own, made on first use and gone with
 * the desk, so that no store can carry data from one operator to the next. Features must make
 * stores in no other way (lint).
 */
export function deskStore<T>(
  name: string,
  create: (desk: Desk) => StateCreator<T>,
  /** Runs once when the store exists: first reads, and subscriptions. */
  start?: (desk: Desk, store: StoreApi<T>) => void,
): (desk: Desk) => StoreApi<T> {
  const made = new WeakMap<Desk, StoreApi<T>>();
  return (desk) => {
    const known = made.get(desk);
    if (known !== undefined) return known;
    const store = createStore<T>(create(desk));
    made.set(desk, store);
    desk.stores.set(name, store);
    start?.(desk, store);
    return store;
  };
}

/** Makes a store that lives as long as the component that holds it. */
export const screenStore = <T>(create: StateCreator<T>): StoreApi<T> => createStore<T>(create);

/** Calls `listener` with each change of a store until the desk is left. */
export function follow<T>(desk: Desk, store: StoreApi<T>, listener: (now: T, before: T) => void): void {
  desk.left.addEventListener("abort", store.subscribe(listener), { once: true });
}
