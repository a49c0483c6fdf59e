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

/** Most objects of one bulk. */
export const mostBulkObjects = 10_000;

/**
 * A bulk as the operator confirmed it: one process, what was entered once for all, and the objects
 * as they were seen.
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
  /** The back end said what it did, and the object was read again and is so. */
  z.object({ kind: z.literal("done"), at, changes: changesSchema }),
  /** The back end said what it did, and the object was read again and is not so. */
  z.object({
    kind: z.literal("differs"),
    at,
    differences: differencesSchema,
  }),
  /** The back end said what it did; the object could not be read again. Resume reads it. */
  z.object({ kind: z.literal("unconfirmed"), at, changes: changesSchema, error: operatorErrorSchema }),
  /** A second person has to approve it. */
  z.object({ kind: z.literal("approval"), at, requestId: personal(word) }),
  /**
   * Nothing was changed, and the same again would be refused again: the object is no longer as it
   * was seen.
   */
  z.object({ kind: z.literal("refused"), at, error: operatorErrorSchema }),
  /** Nothing was changed; it may be tried again. */
  z.object({ kind: z.literal("failed"), at, error: operatorErrorSchema }),
  /**
   * It was sent and nothing came back. Resume asks with the same idempotency key, so nothing is
   * done twice.
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

/** How many objects of a bulk stand where. */
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

/** How many objects have no result yet. */
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
 * The one bulk of this machine, owned by the core and kept on disk until it is closed. Told to the
 * operator who started it, and to another one who may run one, who can close it; to anybody else
 * there is none.
 *
 * none → running → finished; running → stopping → stopped; stopped → running (Resume); stopped or
 * finished → running (Try again).
 */
export const bulkSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("running"), ...run }),
  /**
   * Cancel was pressed, or something is in the way: what is under way is waited for, nothing new is
   * begun.
   */
  z.object({ kind: z.literal("stopping"), ...run }),
  /**
   * Objects are left. `error`: what was in the way; null where the operator cancelled, or the
   * program was ended.
   */
  z.object({ kind: z.literal("stopped"), ...run, error: operatorErrorSchema.nullable() }),
  z.object({ kind: z.literal("finished"), ...run }),
]);
export type Bulk = z.infer<typeof bulkSchema>;
