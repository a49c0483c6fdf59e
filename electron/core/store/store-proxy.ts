import { storeCalls, type StoreCall, type StoreThread } from "./store-messages.ts";

/**
 * A store that sends every call through `ask`, which resolves to the value of the named function.
 */
export function storeProxy(ask: (name: StoreCall, args: readonly unknown[]) => Promise<unknown>): StoreThread {
  const calls = storeCalls.map((name) => [name, (...args: readonly unknown[]) => ask(name, args)] as const);
  // Each name has its function; the type of Object.fromEntries does not say which.
  return Object.fromEntries(calls) as StoreThread;
}
