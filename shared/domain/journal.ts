import canonicalize from "canonicalize";
import { z } from "zod";
import { instant, list, verbatim, word } from "../text.ts";
import { personal, plain } from "../personal.ts";
import { valuesSchema } from "../idm/instance.ts";
import { mostCertificates } from "../idm/object.ts";
import { signedAboutSchema } from "./about.ts";
import { signedChangesSchema } from "./change.ts";
import { refSchema } from "./ref.ts";

/** SHA-256, 64 lower-case hexadecimal digits. */
export const sha256Schema = personal(
  z
    .string()
    .length(64)
    .regex(/^[0-9a-f]*$/),
);

/** An ES256 signature (RFC 7518 section 3.4: R and S, 64 octets), Base64url. */
const signatureSchema = z.base64url().length(86);

/** The hash before the first entry of a device's journal. */
const genesisHash = "0".repeat(64);

/** Returns the schema of the object as the operator saw it when they decided. */
const seenWith = (name: z.ZodString) =>
  z.strictObject({
    version: z.number().int().nonnegative(),
    state: plain(name),
    certificates: list(
      z.strictObject({ serial: personal(name), purpose: plain(name), stateInIdm: plain(name), stateInCa: plain(name) }),
      mostCertificates,
    ),
    /** When the back end reported this state. */
    asOf: instant,
  });
export const seenSchema = seenWith(word);

/**
 * What the client knows of the time, as evidence for the back end, whose own clock decides.
 * `contact` is the back end's time at the last contact. `elapsed` is the client's best estimate of
 * the milliseconds since then: by the machine's uptime, which includes suspension, and after a
 * restart of the machine by its time of day. `wall` is the machine's time of day.
 */
const clockEvidenceSchema = z.strictObject({
  wall: instant,
  contact: instant,
  elapsed: z.number().int().nonnegative(),
});
export type ClockEvidence = z.infer<typeof clockEvidenceSchema>;

/**
 * An operator's decision without a connection: a process to run, never a state to overwrite.
 * `operation` is the idempotency key. `follows` is the previous operation on the same object if it
 * had no answer yet; null if `seen` is the back end's state.
 */
export const intentSchema = z.strictObject({
  operation: z.uuidv7(),
  grant: personal(verbatim(100)).min(1),
  operator: personal(verbatim(200)).min(1),
  process: plain(verbatim(200)).min(1),
  processName: plain(verbatim(500)),
  object: refSchema.strict(),
  label: personal(verbatim(500)),
  /** The object and the person as the operator saw them; absent in entries of earlier versions. */
  about: signedAboutSchema.optional(),
  seen: seenWith(verbatim(200)),
  follows: z.uuidv7().nullable(),
  values: valuesSchema,
  /** The changes that the form announced to the operator. */
  changes: signedChangesSchema,
  clock: clockEvidenceSchema,
});
export type Intent = z.infer<typeof intentSchema>;

/**
 * An entry of a device's journal. `device` is the RFC 7638 thumbprint of its public key; `seq`
 * counts from 1 without gaps; `previous` is the hash of the entry before it.
 */
export const journalEntrySchema = intentSchema.extend({
  v: z.literal(1),
  device: personal(verbatim(100)).min(1),
  seq: z.number().int().positive(),
  previous: sha256Schema,
});
export type JournalEntry = z.infer<typeof journalEntrySchema>;

/** An entry with the device's ES256 signature over its canonical form. */
export const signedEntrySchema = z.strictObject({ entry: journalEntrySchema, signature: signatureSchema });
export type SignedEntry = z.infer<typeof signedEntrySchema>;

/** The end of a journal: sequence 0 and `genesisHash` if there is no entry yet. */
export const headSchema = z.strictObject({ seq: z.number().int().nonnegative(), hash: sha256Schema });
export type Head = z.infer<typeof headSchema>;

export const emptyHead: Head = { seq: 0, hash: genesisHash };

/**
 * Returns the canonical form of a JSON value, in which it is hashed and signed (RFC 8785). Throws
 * for a value that JSON cannot represent, such as half a surrogate pair.
 */
export function canonical(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("There is no canonical form of what is not JSON.");
  return text;
}

/** The faults of a journal entry against its chain, device, signature and grant. */
export const journalFaults = [
  /** It names another device: the entry was copied from another journal. */
  "other-device",
  /** Its sequence number is beyond the next one: an entry is missing. */
  "gap",
  /** Another entry has its sequence number: the journal was continued from a restored copy. */
  "forked",
  /** Its `previous` is not the hash of the entry before it. */
  "changed",
  /** Its signature is not the device's. */
  "bad-signature",
  /** Its time is before that of the entry before it. */
  "clock-set-back",
  /** Its time is outside the validity period of its grant. */
  "outside-grant",
] as const;
export type JournalFault = (typeof journalFaults)[number];

/** Returns why `entry` is not the one that comes after `head` on this device; null if it is. */
export function chainFault(
  entry: Pick<JournalEntry, "device" | "seq" | "previous">,
  device: string,
  head: Head,
): JournalFault | null {
  if (entry.device !== device) return "other-device";
  if (entry.seq > head.seq + 1) return "gap";
  if (entry.seq <= head.seq) return "forked";
  return entry.previous === head.hash ? null : "changed";
}

/**
 * Returns the back end's time of a decision as far as the client can know it, in milliseconds since
 * 1970.
 */
export const decidedAt = (clock: ClockEvidence): number => Date.parse(clock.contact) + clock.elapsed;
