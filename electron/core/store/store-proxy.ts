import { storeCalls, type StoreCall, type StoreThread } from "./store-messages.ts";

/**
 * Makes a store that sends every call through `ask`, which resolves to the value of the named
 * function.
 */
export function storeProxy(ask: (name: StoreCall, args: readonly unknown[]) => Promise<unknown>): StoreThread {
  const calls = storeCalls.map((name) => [name, (...args: readonly unknown[]) => ask(name, args)] as const);
  // Every name has a function, but the type of Object.fromEntries loses the names.
  return Object.fromEntries(calls) as StoreThread;
}
