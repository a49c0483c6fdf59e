import { z } from "zod";
import { label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { irreversibleSchema, reasonSchema } from "../domain/offer.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { actionSchema, formFieldSchema } from "./instance.ts";
import { searchItemSchema } from "./search.ts";

/** The most objects that one call judges; a client with more asks several times. */
export const longestBulkCall = 200;

/**
 * A process that can be run on many objects at once, or why this operator cannot run it on any of
 * them.
 */
const bulkProcessSchema = z.object({
  symbolicName: word,
  name: plain(label),
  text: prose,
  irreversible: irreversibleSchema,
  action: actionSchema,
  /** What is entered once for all. */
  fields: list(formFieldSchema, 200),
  why: list(reasonSchema, 50),
});
export type BulkProcess = z.infer<typeof bulkProcessSchema>;

/**
 * What can be done in bulk with the objects of a core template. `limit`: the most objects of one
 * bulk, set in Admin.
 */
export const bulkOptionsSchema = z.object({
  limit: z.number().int().positive(),
  processes: list(bulkProcessSchema, 200),
});
export type BulkOptions = z.infer<typeof bulkOptionsSchema>;

/** An object by its reference, or by its number as it stands in somebody's list. */
export const wantedSchema = z.union([
  z.object({ ref: refSchema }),
  z.object({ number: personal(verbatim(200)).min(1) }),
]);
export type Wanted = z.infer<typeof wantedSchema>;

export const judgeSchema = z.object({
  process: plain(verbatim(200)).min(1),
  wanted: list(wantedSchema, longestBulkCall).min(1),
});

/**
 * What is to be said of one wanted object. A number is never guessed: only the whole number of an
 * object finds it (upper and lower case and spaces aside), and so does the whole account or mail
 * address of its person, or the whole serial number of one of its certificates. What finds several,
 * or is only a part of what is there, is ambiguous; `matches` are the numbers of the first few.
 */
export const judgedSchema = z.discriminatedUnion("kind", [
  /** `version`: what the process is to be started on. `changes`: what it would change now. */
  z.object({
    kind: z.literal("candidate"),
    item: searchItemSchema,
    about: aboutOrNull,
    version: z.number().int().nonnegative(),
    changes: changesSchema,
  }),
  z.object({
    kind: z.literal("notCandidate"),
    item: searchItemSchema,
    about: aboutOrNull,
    why: list(reasonSchema, 50),
  }),
  z.object({ kind: z.literal("ambiguous"), matches: list(label, 100), total: z.number().int() }),
  z.object({ kind: z.literal("notFound") }),
]);
export type Judged = z.infer<typeof judgedSchema>;
export type Candidate = Extract<Judged, { kind: "candidate" }>;
