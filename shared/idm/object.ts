import { z } from "zod";
import { cursor, idText, instant, label, list, prose, word } from "../text.ts";
import { personal, plain, value } from "../personal.ts";
import { traceId } from "../trace.ts";
import { irreversibleSchema, reasonSchema } from "../domain/offer.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";

/** Maximum number of certificates of one object. */
export const mostCertificates = 500;

/**
 * A certificate of an object, in both state columns. `serial` is lower-case hexadecimal without
 * separators; `heldBy` names what put it on hold (the process instance of a deactivation, or
 * another cause in words). `stateInCa.asOf` is when the CA was asked.
 */
const certificateSchema = z.object({
  serial: personal(word),
  purpose: word,
  subject: label,
  validFrom: instant,
  validTo: instant,
  stateInIdm: word,
  heldBy: label.nullable(),
  stateInCa: z.object({ status: word, reason: word.nullable(), asOf: instant }),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** One labelled value of an object, ready to be shown; `type` as in a form. */
export const objectFieldSchema = z.object({
  name: plain(label),
  label: plain(label),
  type: word,
  value: value(prose).nullable(),
});

export const relatedSchema = z.object({ ref: refSchema, relation: word, label, state: word });

/** An object as it is now. `version` grows with every change and is the ETag. */
export const idmObjectSchema = z.object({
  ref: refSchema,
  label,
  state: word,
  version: z.number().int().nonnegative(),
  about: aboutOrNull,
  fields: list(objectFieldSchema, 500),
  related: list(relatedSchema, 1_000),
  certificates: list(certificateSchema, mostCertificates),
});
export type IdmObject = z.infer<typeof idmObjectSchema>;

/** A process that exists for the object's core template: offered now, or the reasons why not. */
export const processOfferSchema = z.object({
  symbolicName: word,
  name: plain(label),
  coreTemplate: word,
  /** The digit key that starts the process, unique in its core template; null if it has none. */
  key: z.number().int().min(1).max(9).nullable().default(null),
  irreversible: irreversibleSchema,
  offered: z.boolean(),
  why: list(reasonSchema, 50),
  /**
   * The process instance of the operator's own request that waits for a second person; cancelling
   * the instance withdraws the request.
   */
  ownRequest: idText.optional(),
});
export type ProcessOffer = z.infer<typeof processOfferSchema>;

/** State of an object and its certificates at one moment of its history. */
export const snapshotSchema = z.object({
  state: word.nullable(),
  certificates: list(
    z.object({ serial: personal(word), purpose: word, stateInIdm: word, stateInCa: word }),
    mostCertificates,
  ),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A value of a form as it was entered, in words. */
export const enteredValueSchema = z.object({ name: plain(label), label: plain(label), value: prose });
export type EnteredValue = z.infer<typeof enteredValueSchema>;

export const historyEntrySchema = z.object({
  seq: z.number().int(),
  at: instant,
  operator: personal(word),
  /** The second person, if the process needed approval. */
  approvedBy: label.nullable().default(null),
  /** Symbolic name of the process; null if no process made the entry. */
  process: word.nullable(),
  event: word,
  before: snapshotSchema.nullable(),
  after: snapshotSchema.nullable(),
  /** The values entered in the form of the process. */
  entered: list(enteredValueSchema, 200).default([]),
  instance: personal(word).nullable(),
  device: personal(word).nullable(),
  journalSeq: z.number().int().nullable(),
  /** The trace of the request that made the entry (W3C Trace Context), if the request had one. */
  trace: traceId.optional(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

/** Number of history entries in one answer. */
export const historyPageSizes = { preset: 50, longest: 200 } as const;

export const historyPageSchema = z.object({
  items: list(historyEntrySchema, historyPageSizes.longest),
  next: cursor.nullable(),
});
export type HistoryPage = z.infer<typeof historyPageSchema>;

export const historyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(historyPageSizes.longest).default(historyPageSizes.preset),
  cursor: cursor.optional(),
});

/** SHA-256 over the DER certificate, 64 hexadecimal digits. */
export const identifySchema = z.object({
  certificateSha256: personal(
    z
      .string()
      .length(64)
      .regex(/^[0-9a-fA-F]*$/),
  ),
});
