import { z } from "zod";
import { bulkItemSchema } from "#shared/ipc/bulk.ts";
import { stateOfEvent, type RecordingItem, type StateCall } from "#shared/ipc/recording.ts";

type Event = Extract<RecordingItem, { kind: "event" }>;

const noBulkSchema = z.object({ kind: z.literal("none") });
const itemsSchema = z.array(bulkItemSchema);

/**
 * Returns the states that a recorded event changes, each with its new value. An event has the whole
 * state, except that of the objects of a bulk, which has only those that have changed. `now`: the
 * present value of a state.
 */
export function changedStates(
  { place, payload }: Event,
  now: (state: StateCall) => unknown,
): readonly (readonly [StateCall, unknown])[] {
  const state = stateOfEvent[place];
  if (state === undefined) return [];
  if (state === "bulk.items") return [[state, withChanged(now(state), payload)]];
  const isBulkGone = state === "bulk.state" && noBulkSchema.safeParse(payload).success;
  return isBulkGone
    ? [
        [state, payload],
        ["bulk.items", []],
      ]
    : [[state, payload]];
}

/** Returns the objects with the changed ones in their places; a list that was omitted stays so. */
function withChanged(known: unknown, changed: unknown): unknown {
  const before = itemsSchema.safeParse(known);
  const after = itemsSchema.safeParse(changed);
  if (!before.success) return known;
  if (!after.success) return changed;
  const items = new Map([...before.data, ...after.data].map((item) => [item.n, item]));
  return [...items.values()].toSorted((one, other) => one.n - other.n);
}
