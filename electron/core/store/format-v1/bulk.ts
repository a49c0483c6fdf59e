import { z } from "zod";
import type { BulkItemState } from "#shared/ipc/bulk.ts";
import { change, error, errorFromDisk, moment, operator, ref, values } from "./parts.ts";

/** The sealed values of the tables `bulk` and `bulk_item`, format 1. Frozen, see parts.ts. */

/** `bulk.sealed`. `id` is a UUID: it names the run in its idempotency keys. */
export const bulkRecordV1 = z.looseObject({
  id: z.uuid(),
  coreTemplate: z.string(),
  process: z.string(),
  processName: z.string(),
  values,
  operator,
  startedAt: moment,
});

/** `bulk_item.object`. */
export const bulkObjectV1 = z.looseObject({ ref, label: z.string(), version: z.number().int() });

/** `bulk_item.state`. */
export const bulkStateV1 = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("waiting") }),
  z.looseObject({ kind: z.literal("running") }),
  z.looseObject({ kind: z.literal("done"), at: moment, changes: z.array(change) }),
  z.looseObject({
    kind: z.literal("differs"),
    at: moment,
    differences: z.array(z.looseObject({ change, found: z.string().nullable() })),
  }),
  z.looseObject({ kind: z.literal("unconfirmed"), at: moment, changes: z.array(change), error }),
  z.looseObject({ kind: z.literal("approval"), at: moment, requestId: z.string() }),
  z.looseObject({ kind: z.literal("refused"), at: moment, error }),
  z.looseObject({ kind: z.literal("failed"), at: moment, error }),
  z.looseObject({ kind: z.literal("unknown"), since: moment, error }),
]);

export const bulkStateToDisk = (state: BulkItemState): z.input<typeof bulkStateV1> => state;

export function bulkStateFromDisk(state: z.output<typeof bulkStateV1>): BulkItemState {
  const { kind } = state;
  return kind === "unconfirmed" || kind === "refused" || kind === "failed" || kind === "unknown"
    ? { ...state, error: errorFromDisk(state.error) }
    : state;
}
