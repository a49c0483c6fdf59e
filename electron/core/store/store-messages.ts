import { z } from "zod";
import { operatorErrorSchema } from "#shared/errors.ts";
import { onDisk, StoreFault } from "./store-fault.ts";
import type { Store } from "./store.ts";

/** The functions of the store that may be asked for. */
const names = [
  "found",
  "useDevice",
  "append",
  "close",
  "saveDevice",
  "setStates",
  "raw",
  "header",
  "loggedIn",
  "begin",
  "add",
  "begun",
  "finish",
  "abandon",
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
] as const satisfies readonly (keyof Store)[];

/** The store as another thread sees it: every function answers later. */
export type StoreThread = {
  readonly [N in keyof Store]: (...args: Parameters<Store[N]>) => Promise<ReturnType<Store[N]>>;
};

const requestSchema = z.object({ id: z.number(), name: z.enum(names), args: z.array(z.unknown()) });
export type StoreRequest = z.infer<typeof requestSchema>;

/** What the thread answers: a value, an error for the operator, or the message of a defect. */
export const storeAnswerSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("value"), id: z.number(), value: z.unknown() }),
  z.object({ kind: z.literal("error"), id: z.number(), error: operatorErrorSchema }),
  z.object({ kind: z.literal("fault"), id: z.number(), message: z.string() }),
]);
export type StoreAnswer = z.infer<typeof storeAnswerSchema>;

/** Carries out requests on a store that is opened with the first; one that could not be opened answers every request with why. */
export function answerWith(open: () => Store): (message: unknown) => StoreAnswer {
  let opened: Store | null = null;
  return (message) => {
    const { id, name, args } = requestSchema.parse(message);
    try {
      const store = (opened ??= onDisk(open));
      const value: unknown = onDisk(() => Reflect.apply(store[name], store, args));
      return { kind: "value", id, value };
    } catch (fault) {
      if (fault instanceof StoreFault) return { kind: "error", id, error: fault.error };
      return { kind: "fault", id, message: fault instanceof Error ? (fault.stack ?? fault.message) : String(fault) };
    }
  };
}
