import { z } from "zod";
import { label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { irreversibleSchema, reasonSchema } from "../domain/offer.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { actionSchema, formFieldSchema } from "./instance.ts";
import { searchItemSchema } from "./search.ts";

/** Maximum number of objects that one call judges; a client with more sends several calls. */
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
  /** The form fields, entered once for all objects. */
  fields: list(formFieldSchema, 200),
  why: list(reasonSchema, 50),
});
export type BulkProcess = z.infer<typeof bulkProcessSchema>;

/**
 * What can be done in bulk with the objects of a core template. `limit`: maximum number of objects
 * in one bulk, set in Admin.
 */
export const bulkOptionsSchema = z.object({
  limit: z.number().int().positive(),
  processes: list(bulkProcessSchema, 200),
});
export type BulkOptions = z.infer<typeof bulkOptionsSchema>;

/** An object by its reference, or by a number from an operator's list. */
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
 * The verdict on one wanted object. A number is never guessed: an object is found only by its whole
 * number (case and spaces are ignored), the whole account or mail address of its person, or the
 * whole serial number of one of its certificates. A number that finds several objects, or is only a
 * part of such a value, is ambiguous; `matches` are the numbers of the first few objects.
 */
export const judgedSchema = z.discriminatedUnion("kind", [
  /**
   * `version`: the version to start the process on. `changes`: the changes that it would make now.
   */
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
