import { z } from "zod";
import { reasonSchema } from "../domain/offer.ts";
import { refSchema } from "../domain/ref.ts";

/**
 * A certificate of an object, in both state columns. `serial` is lower-case hexadecimal without separators;
 * `heldBy` names what put it on hold (the process instance of a deactivation, or another cause in words).
 * `stateInCa.asOf` is when the CA was asked.
 */
const certificateSchema = z.object({
  serial: z.string(),
  purpose: z.string(),
  subject: z.string(),
  validFrom: z.iso.datetime(),
  validTo: z.iso.datetime(),
  stateInIdm: z.string(),
  heldBy: z.string().nullable(),
  stateInCa: z.object({ status: z.string(), reason: z.string().nullable(), asOf: z.iso.datetime() }),
});
export type Certificate = z.infer<typeof certificateSchema>;

/** One labelled value of an object, ready to be shown; `type` as in a form. */
export const objectFieldSchema = z.object({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  value: z.string().nullable(),
});

export const relatedSchema = z.object({ ref: refSchema, relation: z.string(), label: z.string(), state: z.string() });

/** An object as it is now. `version` grows with every change and is the ETag. */
export const idmObjectSchema = z.object({
  ref: refSchema,
  label: z.string(),
  state: z.string(),
  version: z.number().int().nonnegative(),
  fields: z.array(objectFieldSchema),
  related: z.array(relatedSchema),
  certificates: z.array(certificateSchema),
});
export type IdmObject = z.infer<typeof idmObjectSchema>;

/** A process that exists for the object's core template: offered now, or the reasons why not. */
export const processOfferSchema = z.object({
  symbolicName: z.string(),
  name: z.string(),
  coreTemplate: z.string(),
  offered: z.boolean(),
  why: z.array(reasonSchema),
  /** The operator's own request for it that waits for a second person: the instance, which they may cancel to take it back. */
  ownRequest: z.string().optional(),
});
export type ProcessOffer = z.infer<typeof processOfferSchema>;

/** State of an object and its certificates at one moment of its history. */
export const snapshotSchema = z.object({
  state: z.string().nullable(),
  certificates: z.array(
    z.object({ serial: z.string(), purpose: z.string(), stateInIdm: z.string(), stateInCa: z.string() }),
  ),
});
export type Snapshot = z.infer<typeof snapshotSchema>;

/** A value of a form as it was entered, in words. */
export const enteredValueSchema = z.object({ name: z.string(), label: z.string(), value: z.string() });
export type EnteredValue = z.infer<typeof enteredValueSchema>;

export const historyEntrySchema = z.object({
  seq: z.number().int(),
  at: z.iso.datetime(),
  operator: z.string(),
  /** The second person, where one had to approve it. */
  approvedBy: z.string().nullable().default(null),
  /** Symbolic name of the process, null for what no process did. */
  process: z.string().nullable(),
  event: z.string(),
  before: snapshotSchema.nullable(),
  after: snapshotSchema.nullable(),
  /** What was entered in the form of the process. */
  entered: z.array(enteredValueSchema).default([]),
  instance: z.string().nullable(),
  device: z.string().nullable(),
  journalSeq: z.number().int().nullable(),
});
export type HistoryEntry = z.infer<typeof historyEntrySchema>;

export const historyPageSchema = z.object({ items: z.array(historyEntrySchema), next: z.string().nullable() });
export type HistoryPage = z.infer<typeof historyPageSchema>;

/** Entries of a history that are answered at once. */
export const historyPageSizes = { preset: 50, longest: 200 } as const;

export const historyQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(historyPageSizes.longest).default(historyPageSizes.preset),
  cursor: z.string().optional(),
});

/** SHA-256 over the DER certificate, 64 hexadecimal digits. */
export const identifySchema = z.object({ certificateSha256: z.string().regex(/^[0-9a-fA-F]{64}$/) });
