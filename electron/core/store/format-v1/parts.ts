import { z } from "zod";
import { aboutSchema, type About } from "#shared/domain/about.ts";
import { errorCodes, type OperatorError } from "#shared/errors.ts";
import type { IdmObject } from "#shared/idm/object.ts";

/**
 * Parts of the sealed values, format 1. Frozen: a change here makes older databases unreadable, so
 * a new form gets a new folder and a migration. Codes are text and unknown keys are kept: a value
 * of a later program stays readable.
 */

/** A moment, ISO 8601 in UTC, such as `2026-11-24T10:00:00.000Z`. */
export const moment = z.iso.datetime();

export const ref = z.looseObject({ type: z.string().min(1), id: z.string().min(1) });

export const operator = z.looseObject({
  id: z.string(),
  name: z.string(),
  account: z.string(),
  roles: z.array(z.string()),
});

export const change = z.looseObject({
  subject: z.looseObject({ type: z.string().min(1), id: z.string().min(1), label: z.string() }),
  what: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
  note: z.string().optional(),
});

/** The values of a form by their names. */
export const values = z.record(z.string(), z.union([z.string(), z.boolean(), z.null()]));

/** `code` is one of the operator errors of the program that wrote it. */
export const error = z.looseObject({
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  details: z.string(),
});

export const publicKey = z.looseObject({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.string(),
  y: z.string(),
});

/** An object of the identity management, as displayed. */
export const object = z.looseObject({
  ref,
  label: z.string(),
  state: z.string(),
  version: z.number().int().nonnegative(),
  fields: z.array(
    z.looseObject({ name: z.string(), label: z.string(), type: z.string(), value: z.string().nullable() }),
  ),
  related: z.array(z.looseObject({ ref, relation: z.string(), label: z.string(), state: z.string() })),
  certificates: z.array(
    z.looseObject({
      serial: z.string(),
      purpose: z.string(),
      subject: z.string(),
      validFrom: moment,
      validTo: moment,
      stateInIdm: z.string(),
      heldBy: z.string().nullable(),
      stateInCa: z.looseObject({ status: z.string(), reason: z.string().nullable(), asOf: moment }),
    }),
  ),
});

/** Reads whom an object is about; null if the program that wrote the object did not store it. */
export const aboutFromDisk = (about: unknown): About | null => aboutSchema.safeParse(about).data ?? null;

export const objectFromDisk = (stored: z.output<typeof object>): IdmObject => ({
  ...stored,
  about: aboutFromDisk(stored["about"]),
});

/**
 * Whether a process cannot be undone; true if the program that wrote the value did not store it.
 */
export const irreversibleFromDisk = (irreversible: unknown): boolean => irreversible !== false;

/**
 * Maps a stored error to the codes of this version; an unknown code becomes `code-unknown`, with
 * the stored code in `params` and `details`.
 */
export function errorFromDisk({ code, params, details }: z.output<typeof error>): OperatorError {
  const known = errorCodes.find((each) => each === code);
  if (known !== undefined) return { code: known, params, details };
  return { code: "code-unknown", params: { ...params, code }, details: [code, details].filter(Boolean).join(": ") };
}
