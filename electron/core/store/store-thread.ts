import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { shippedCost, type ScryptCost } from "./password-key.ts";
import { storeAnswerSchema, type StoreRequest, type StoreThread } from "./store-messages.ts";
import { StoreFault } from "./store-fault.ts";
import type { Store } from "./store.ts";

/** Methods, not functions: what a promise resolves to is known to the caller of `ask` alone. */
interface Waiting {
  resolve(value: unknown): void;
  reject(reason: Error): void;
}

/**
 * Starts the thread that owns the database in `file`; `key` is the key of the vault, 32 octets; `cost` is for the key that is
 * derived from the password of a new working set. A function rejects with StoreFault if the disk or the database refuses.
 */
export function startStore(file: string, key: Uint8Array, cost: ScryptCost = shippedCost): StoreThread {
  // A TypeScript file beside this one, or a JavaScript file beside the bundle that this one went into.
  const program = new URL(`./store-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(program, { workerData: { file, key, cost } });
  const waiting = new Map<number, Waiting>();
  let last = 0;

  worker.on("message", (message: unknown) => {
    const answer = storeAnswerSchema.parse(message);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "value") asked?.resolve(answer.value);
    else asked?.reject(answer.kind === "error" ? new StoreFault(answer.error) : new Error(answer.message));
  });
  let ended = false;
  const lost = (reason: Error): void => {
    ended = true;
    for (const asked of waiting.values()) asked.reject(reason);
    waiting.clear();
  };
  worker.on("error", (fault: unknown) => lost(fault instanceof Error ? fault : new Error(String(fault))));
  worker.on("exit", () => lost(new Error("The thread of the store has ended.")));

  function ask<N extends StoreRequest["name"]>(name: N, args: Parameters<Store[N]>): Promise<ReturnType<Store[N]>> {
    if (ended) return Promise.reject(new Error("The thread of the store has ended."));
    return new Promise<ReturnType<Store[N]>>((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      worker.postMessage({ id: last, name, args } satisfies StoreRequest, []);
    });
  }

  return {
    found: (...args) => ask("found", args),
    useDevice: (...args) => ask("useDevice", args),
    append: (...args) => ask("append", args),
    async close() {
      if (ended) return;
      await ask("close", []);
      await worker.terminate();
    },
    saveDevice: (...args) => ask("saveDevice", args),
    setStates: (...args) => ask("setStates", args),
    raw: (...args) => ask("raw", args),
    header: (...args) => ask("header", args),
    loggedIn: (...args) => ask("loggedIn", args),
    begin: (...args) => ask("begin", args),
    add: (...args) => ask("add", args),
    begun: (...args) => ask("begun", args),
    finish: (...args) => ask("finish", args),
    abandon: (...args) => ask("abandon", args),
    remove: (...args) => ask("remove", args),
    unlock: (...args) => ask("unlock", args),
    lock: (...args) => ask("lock", args),
    isUnlocked: (...args) => ask("isUnlocked", args),
    search: (...args) => ask("search", args),
    object: (...args) => ask("object", args),
    bulk: (...args) => ask("bulk", args),
    beginBulk: (...args) => ask("beginBulk", args),
    setBulkItems: (...args) => ask("setBulkItems", args),
    closeBulk: (...args) => ask("closeBulk", args),
  };
}
