import { z } from "zod";
import { operatorErrorSchema } from "#shared/errors.ts";
import { onDisk, StoreFault } from "./store-fault.ts";
import type { Store } from "./store.ts";

/** The functions of the store that another thread may call. */
export const storeCalls = [
  "found",
  "isSound",
  "useDevice",
  "append",
  "close",
  "saveDevice",
  "setStates",
  "exportJournal",
  "header",
  "loggedIn",
  "remember",
  "startDraft",
  "appendPage",
  "draft",
  "commitDraft",
  "discardDraft",
  "keepTime",
  "remove",
  "unlock",
  "lock",
  "isUnlocked",
  "search",
  "object",
  "bulk",
  "beginBulk",
  "setBulkItems",
  "closeBulk",
  "setFull",
] as const satisfies readonly (keyof Store)[];
export type StoreCall = (typeof storeCalls)[number];

/** The store as another thread calls it: every function returns a promise. */
export type StoreThread = {
  readonly [N in StoreCall]: (...args: Parameters<Store[N]>) => Promise<ReturnType<Store[N]>>;
};

const requestSchema = z.object({ id: z.number(), name: z.enum(storeCalls), args: z.array(z.unknown()) });
export type StoreRequest = z.infer<typeof requestSchema>;

/** The answer of the thread: a value, an error for the operator, or the message of a defect. */
export const storeAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("value"), id: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal("error"), id: z.number(), error: operatorErrorSchema }),
  z.object({ kind: z.literal("fault"), id: z.number(), message: z.string() }),
]);
export type StoreAnswer = z.infer<typeof storeAnswerSchema>;

/** Calls a function of a store by its name; errors of the disk become StoreFault. */
export const callStore = (store: Store, name: StoreCall, args: readonly unknown[]): unknown =>
  onDisk(() => Reflect.apply(store[name], store, args));

/**
 * Answers requests with a store that the first request opens; if that fails, the request answers
 * the error and the next one tries again.
 */
export function answerWith(open: () => Store): (message: unknown) => StoreAnswer {
  let opened: Store | null = null;
  return (message) => {
    const { id, name, args } = requestSchema.parse(message);
    try {
      return { kind: "value", id, value: callStore((opened ??= onDisk(open)), name, args) };
    } catch (fault) {
      if (fault instanceof StoreFault) return { kind: "error", id, error: fault.error };
      return { kind: "fault", id, message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
    }
  };
}
