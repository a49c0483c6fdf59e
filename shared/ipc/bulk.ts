import { z } from "zod";
import { idText, instant, label, list, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema, differencesSchema } from "../domain/change.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { operatorErrorSchema } from "../errors.ts";
import { longestBulkCall, wantedSchema } from "../idm/bulk.ts";
import { valuesSchema } from "../idm/instance.ts";
import { operatorSchema } from "../idm/session.ts";

const at = instant;

export const judgeRequestSchema = z.object({
  process: plain(verbatim(200)),
  wanted: list(wantedSchema, longestBulkCall).min(1),
});

/** Maximum number of objects in one bulk. */
export const mostBulkObjects = 10_000;

/**
 * A bulk as the operator confirmed it: one process, the values entered once for all objects, and
 * the objects as the operator saw them.
 */
export const bulkStartSchema = z.object({
  coreTemplate: plain(idText),
  process: plain(verbatim(200)),
  processName: plain(verbatim(500)),
  values: valuesSchema,
  objects: list(
    z.object({
      ref: refSchema,
      label: personal(verbatim(500)),
      about: aboutOrNull,
      version: z.number().int().nonnegative(),
    }),
    mostBulkObjects,
  ).min(1),
});
export type BulkStart = z.infer<typeof bulkStartSchema>;

/** waiting → running → done | differs | unconfirmed | approval | refused | failed | unknown. */
const bulkItemStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("waiting") }),
  z.object({ kind: z.literal("running") }),
  /** The back end reported its changes; the object was read again and has them. */
  z.object({ kind: z.literal("done"), at, changes: changesSchema }),
  /** The back end reported its changes; the object was read again and does not have them. */
  z.object({
    kind: z.literal("differs"),
    at,
    differences: differencesSchema,
  }),
  /** The back end reported its changes; the object could not be read again. Resume reads it. */
  z.object({ kind: z.literal("unconfirmed"), at, changes: changesSchema, error: operatorErrorSchema }),
  /** A second person has to approve it. */
  z.object({ kind: z.literal("approval"), at, requestId: personal(word) }),
  /**
   * Nothing was changed, and the same request would be refused again, for example because the
   * object is no longer as the operator saw it.
   */
  z.object({ kind: z.literal("refused"), at, error: operatorErrorSchema }),
  /** Nothing was changed; it may be tried again. */
  z.object({ kind: z.literal("failed"), at, error: operatorErrorSchema }),
  /**
   * The request was sent and not answered. Resume asks with the same idempotency key, so that
   * nothing is done twice.
   */
  z.object({ kind: z.literal("unknown"), since: at, error: operatorErrorSchema }),
]);
export type BulkItemState = z.infer<typeof bulkItemStateSchema>;

/** One object of a bulk; `n` is its place, counted from 0. */
export const bulkItemSchema = z.object({
  n: z.number().int().nonnegative(),
  ref: refSchema,
  label,
  about: aboutOrNull,
  state: bulkItemStateSchema,
});
export type BulkItem = z.infer<typeof bulkItemSchema>;

/** The number of objects of a bulk in each state. */
export const bulkCountsSchema = z.record(
  z.enum(bulkItemStateSchema.options.map(({ shape }) => shape.kind.value)),
  z.number().int(),
);
export type BulkCounts = z.infer<typeof bulkCountsSchema>;

export function countStates(items: readonly { readonly state: BulkItemState }[]): BulkCounts {
  const counts: BulkCounts = {
    waiting: 0,
    running: 0,
    done: 0,
    differs: 0,
    unconfirmed: 0,
    approval: 0,
    refused: 0,
    failed: 0,
    unknown: 0,
  };
  for (const { state } of items) counts[state.kind] += 1;
  return counts;
}

/** Counts the objects that have no result yet. */
export const countLeft = ({ waiting, running, unconfirmed, unknown }: BulkCounts): number =>
  waiting + running + unconfirmed + unknown;

const run = {
  id: z.uuid(),
  coreTemplate: word,
  process: word,
  processName: plain(label),
  operator: operatorSchema,
  startedAt: at,
  total: z.number().int().positive(),
  counts: bulkCountsSchema,
};

/**
 * The one bulk of this machine, owned by the core and kept on disk until it is closed. It is shown
 * to the operator who started it, and to other operators who may run a bulk, who can close it; all
 * others get `none`.
 *
 * none → running → finished; running → stopping → stopped; stopped → running (Resume); stopped or
 * finished → running (Try again).
 */
export const bulkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("running"), ...run }),
  /**
   * Cancel was pressed, or an error stops the bulk: running objects are finished, no new ones are
   * started.
   */
  z.object({ kind: z.literal("stopping"), ...run }),
  /**
   * Objects are left. `error`: why the bulk stopped; null if the operator cancelled it, or the
   * program was ended.
   */
  z.object({ kind: z.literal("stopped"), ...run, error: operatorErrorSchema.nullable() }),
  z.object({ kind: z.literal("finished"), ...run }),
]);
export type Bulk = z.infer<typeof bulkSchema>;
