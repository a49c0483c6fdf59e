import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { operatorError } from "#shared/errors.ts";
import { shippedCost, type ScryptCost } from "./password-key.ts";
import { StoreFault } from "./store-fault.ts";
import { storeAnswerSchema, type StoreCall, type StoreRequest, type StoreThread } from "./store-messages.ts";
import { storeProxy } from "./store-proxy.ts";

/**
 * Starts the thread that owns the database in `file`. `key` is the key of the vault, 32 octets;
 * `cost` is for the key that is derived from the password of a new working set. The functions
 * reject with StoreFault if the disk or the database refuses, or the store was closed.
 */
export function startStore(file: string, key: Uint8Array, cost: ScryptCost = shippedCost): StoreThread {
  // A TypeScript file in this folder, or a JavaScript file next to the bundle that contains this
  // one.
  const program = new URL(`./store-worker${extname(import.meta.url)}`, import.meta.url);
  const worker = new Worker(program, { workerData: { file, key, cost } });
  const waiting = new Map<number, PromiseWithResolvers<unknown>>();
  let last = 0;
  /** Why the thread takes no more requests; null while it does. */
  let ended: Error | null = null;

  worker.on("message", (message: unknown) => {
    const answer = storeAnswerSchema.parse(message);
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.kind === "value") asked?.resolve(answer.value);
    else asked?.reject(answer.kind === "error" ? new StoreFault(answer.error) : new Error(answer.message));
  });
  const lost = (reason: Error): void => {
    ended ??= reason;
    for (const asked of waiting.values()) asked.reject(reason);
    waiting.clear();
  };
  worker.on("error", (fault: unknown) => lost(fault instanceof Error ? fault : new Error(String(fault))));
  worker.on("exit", () => lost(new Error("The thread of the store has ended.")));

  function ask(name: StoreCall, args: readonly unknown[]): Promise<unknown> {
    if (ended !== null) return Promise.reject(ended);
    const answer = Promise.withResolvers<unknown>();
    last += 1;
    waiting.set(last, answer);
    worker.postMessage({ id: last, name, args: [...args] } satisfies StoreRequest, []);
    return answer.promise;
  }

  return {
    ...storeProxy(ask),
    async close() {
      if (ended !== null) return;
      const closed = ask("close", []);
      // Calls after close are expected while the program stops, and no defect.
      ended = new StoreFault(operatorError("core-lost"));
      await closed;
      await worker.terminate();
    },
  };
}
