import { operatorError } from "#shared/errors.ts";
import type { BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import type { Item } from "./run-object.ts";

/** Resume has something to do here: to run it, to ask what became of it, or to read it. */
export const isLeft = ({ state }: Item): boolean =>
  state.kind === "waiting" || state.kind === "unknown" || state.kind === "unconfirmed";

/** Where an object stands on disk while it is under way: what ends the program then leaves it in doubt. */
export function inDoubt({ state }: Item, since: string): BulkItemState {
  if (state.kind !== "waiting") return state;
  return { kind: "unknown", since, error: operatorError("bulk-interrupted") };
}

/** An object as the page is shown it. */
export const shownItem = ({ n, ref, label, state }: Item): BulkItem => ({ n, ref, label, state });
