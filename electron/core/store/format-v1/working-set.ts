import { z } from "zod";
import { effectSchema } from "#shared/domain/plan.ts";
import type { OfflineProcess, WorkingObject } from "#shared/idm/offline.ts";
import type { WorkingSetHeader } from "../stored.ts";
import { irreversibleFromDisk, moment, object, objectFromDisk, operator, publicKey, ref } from "./parts.ts";

/**
 * The sealed values of the tables `working_set` and `working_object`, format 1. Frozen, see
 * parts.ts.
 */

const labelled = z.looseObject({ name: z.string(), label: z.string() });

const field = z.looseObject({
  name: z.string(),
  label: z.string(),
  type: z.string(),
  required: z.boolean(),
  choices: z.array(z.looseObject({ value: z.string(), label: z.string() })),
  value: z.union([z.string(), z.boolean(), z.null()]),
});

/** A process that the grant allows. `effect.certificates.kind`: its effect on the certificates. */
const process = z.looseObject({
  symbolicName: z.string(),
  name: z.string(),
  text: z.string(),
  requiredStates: z.union([z.literal("any"), z.array(z.string())]),
  fields: z.array(field),
  effect: z.looseObject({ state: z.string().nullable(), certificates: z.looseObject({ kind: z.string() }) }),
});

const anchor = z.looseObject({ contact: z.number(), wall: z.number(), uptime: z.number() });

/**
 * `working_set.sealed`, under the key of the vault. `grant` is a compact JWS with the `claims`; the
 * three times of an anchor are milliseconds. `next`: cursor of the next page, null if the working
 * set is complete.
 */
export const headerV1 = z.looseObject({
  operator,
  device: z.string(),
  grant: z.string(),
  claims: z.looseObject({
    jti: z.string(),
    sub: z.string(),
    cnf: z.looseObject({ jwk: publicKey }),
    iat: z.number().int(),
    nbf: z.number().int(),
    exp: z.number().int(),
    processes: z.array(z.string()),
    maxEntries: z.number().int(),
    firstSeq: z.number().int(),
    previous: z.string(),
  }),
  configuration: z.looseObject({
    id: z.string(),
    name: z.string(),
    objectType: z.string(),
    fields: z.array(labelled),
    columns: z.array(labelled),
  }),
  processes: z.array(process),
  purposes: z.record(z.string(), z.string()),
  q: z.string(),
  state: z.string().nullable(),
  asOf: moment,
  objects: z.number().int(),
  anchor,
  latest: anchor.optional(),
  next: z.string().nullable(),
});

/**
 * `working_set.tries`: wrong passwords in a row, and the time (milliseconds since 1970) until which
 * no password is checked.
 */
export const triesV1 = z.looseObject({ wrong: z.number().int(), until: z.number() });

/** The most memory of one key derivation, in octets: eight times that of the shipped cost. */
const mostMemory = 2 ** 30;

/**
 * `working_set.kdf`, since version 3: the derivation of the password's key. A cost out of bounds
 * counts as another version's, since scrypt would refuse it or block the store for minutes.
 */
export const kdfV1 = z
  .looseObject({
    name: z.literal("scrypt"),
    N: z
      .int()
      .min(2 ** 10)
      .refine((cost) => Number.isInteger(Math.log2(cost))),
    r: z.int().min(1).max(32),
    p: z.int().min(1).max(16),
  })
  .refine(({ N, r }) => 128 * N * r <= mostMemory);

const item = z.looseObject({
  ref,
  label: z.string(),
  state: z.string(),
  columns: z.record(z.string(), z.string()),
});

/** `working_object.item`, under the key of the working set: the part that quick search reads. */
export const itemV1 = z.looseObject({ item, serials: z.array(z.string()) });

/** `working_object.object`, under the key of the working set. */
export const workingObjectV1 = z.looseObject({
  item,
  object,
  heldBy: z.string().nullable(),
  processes: z.array(
    z.looseObject({
      symbolicName: z.string(),
      name: z.string(),
      coreTemplate: z.string(),
      offered: z.boolean(),
      why: z.array(z.looseObject({ code: z.string(), detail: z.string() })),
      ownRequest: z.string().optional(),
    }),
  ),
});

export const headerToDisk = (header: WorkingSetHeader): z.input<typeof headerV1> => ({ ...header });

/** Reads a header and drops the processes whose effect this version does not know. */
export const headerFromDisk = (header: z.output<typeof headerV1>): WorkingSetHeader => ({
  ...header,
  processes: header.processes.flatMap((each): OfflineProcess[] => {
    const effect = effectSchema.safeParse(each.effect);
    if (!effect.success) return [];
    const action = z.string().catch("").parse(each["action"]);
    return [{ ...each, effect: effect.data, irreversible: irreversibleFromDisk(each["irreversible"]), action }];
  }),
});

export const workingObjectToDisk = (working: WorkingObject): z.input<typeof workingObjectV1> => working;

export const workingObjectFromDisk = (working: z.output<typeof workingObjectV1>): WorkingObject => ({
  ...working,
  object: objectFromDisk(working.object),
  processes: working.processes.map((offer) => ({
    ...offer,
    key: digit.parse(offer["key"]),
    irreversible: irreversibleFromDisk(offer["irreversible"]),
  })),
});

/** The digit that starts a process; null if the program that wrote it stored none. */
const digit = z.number().int().min(1).max(9).nullable().catch(null);

export const itemToDisk = (working: WorkingObject): z.input<typeof itemV1> => ({
  item: working.item,
  serials: working.object.certificates.map(({ serial }) => serial),
});
