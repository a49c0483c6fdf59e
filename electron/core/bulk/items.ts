import { operatorError } from "#shared/errors.ts";
import type { BulkItem, BulkItemState } from "#shared/ipc/bulk.ts";
import type { Item } from "./run-object.ts";

/** Whether Resume must run the object, ask for its outcome, or read it back. */
export const isLeft = ({ state }: Item): boolean =>
  state.kind === "waiting" || state.kind === "unknown" || state.kind === "unconfirmed";

/** Returns the state on disk of an object while it runs: after a crash its outcome is in doubt. */
export function inDoubt({ state }: Item, since: string): BulkItemState {
  if (state.kind !== "waiting") return state;
  return { kind: "unknown", since, error: operatorError("bulk-interrupted") };
}

/** Returns an object as the page shows it. */
export const shownItem = ({ n, ref, label, about, state }: Item): BulkItem => ({ n, ref, label, about, state });
