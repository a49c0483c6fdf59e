import { z } from "zod";
import { type SignedEntry } from "#shared/domain/journal.ts";
import { localFaults, type QueueState } from "#shared/ipc/offline.ts";
import type { DeviceRecord } from "../stored.ts";
import {
  aboutFromDisk,
  change,
  error,
  errorFromDisk,
  moment,
  object,
  objectFromDisk,
  operator,
  publicKey,
  ref,
  values,
} from "./parts.ts";

/** The sealed values of the tables `device` and `entry`, format 1. Frozen, see parts.ts. */

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The link of an entry to the one before it. Every format has these keys. */
export const linkV1 = z.looseObject({
  device: z.string(),
  seq: z.number().int().positive(),
  previous: sha256,
});

const entryV1 = linkV1.extend({
  v: z.literal(1),
  operation: z.string(),
  grant: z.string(),
  operator: z.string(),
  process: z.string(),
  processName: z.string(),
  object: ref,
  label: z.string(),
  seen: z.looseObject({
    version: z.number().int().nonnegative(),
    state: z.string(),
    certificates: z.array(
      z.looseObject({ serial: z.string(), purpose: z.string(), stateInIdm: z.string(), stateInCa: z.string() }),
    ),
    asOf: moment,
  }),
  follows: z.string().nullable(),
  values,
  changes: z.array(change),
  clock: z.looseObject({ wall: moment, contact: moment, elapsed: z.number().int().nonnegative() }),
});

/**
 * `entry.sealed`: an entry with the device's ES256 signature over its canonical form, Base64url.
 */
export const signedV1 = z.looseObject({ entry: entryV1, signature: z.string() });

/** `device.head`. */
export const headV1 = z.looseObject({ seq: z.number().int().nonnegative(), hash: sha256 });

/** `device.sealed`. `grants`: compact JWS by their ids; `broken.fault`: a fault by its name. */
export const deviceRecordV1 = z.looseObject({
  operator,
  publicKey,
  grants: z.record(z.string(), z.string()),
  broken: z.looseObject({ seq: z.number().int(), fault: z.string() }).nullable(),
});

const settlement = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("open") }),
  z.looseObject({ kind: z.literal("dropped"), reason: z.string(), at: moment }),
  z.looseObject({ kind: z.literal("startedAgain"), at: moment }),
]);

/** `entry.state`. */
export const entryStateV1 = z.discriminatedUnion("kind", [
  z.looseObject({ kind: z.literal("queued") }),
  z.looseObject({ kind: z.literal("sending"), since: moment }),
  z.looseObject({ kind: z.literal("unknown"), since: moment }),
  z.looseObject({ kind: z.literal("applied"), at: moment, changes: z.array(change) }),
  z.looseObject({ kind: z.literal("approval"), at: moment, requestId: z.string(), text: z.string() }),
  z.looseObject({ kind: z.literal("conflict"), at: moment, error, now: object.nullable(), settlement }),
  z.looseObject({ kind: z.literal("refused"), at: moment, error, now: object.nullable().optional(), settlement }),
  z.looseObject({ kind: z.literal("expired"), at: moment, now: object.nullable().optional(), settlement }),
]);

/**
 * Maps the state of an entry to its stored form. Throws for `parked`: a state of another version is
 * never rewritten.
 */
export function stateToDisk(state: QueueState): z.input<typeof entryStateV1> {
  if (state.kind === "parked") throw new Error("The state of an entry of another version is not to be written.");
  return state;
}

export function stateFromDisk(state: z.output<typeof entryStateV1>): QueueState {
  if (state.kind === "conflict") {
    return { ...state, error: errorFromDisk(state.error), now: state.now && objectFromDisk(state.now) };
  }
  if (state.kind === "refused") {
    return { ...state, error: errorFromDisk(state.error), now: state.now && objectFromDisk(state.now) };
  }
  return state.kind === "expired" ? { ...state, now: state.now && objectFromDisk(state.now) } : state;
}

/**
 * Maps a signed entry to the keys that this version knows. The result is for display and rules; it
 * is never hashed, verified or sent.
 */
export function entryFromDisk({ entry, signature }: z.output<typeof signedV1>): SignedEntry {
  const { seen, object: subject, clock } = entry;
  const about = aboutFromDisk(entry["about"]);
  return {
    signature,
    entry: {
      v: entry.v,
      device: entry.device,
      seq: entry.seq,
      previous: entry.previous,
      operation: entry.operation,
      grant: entry.grant,
      operator: entry.operator,
      process: entry.process,
      processName: entry.processName,
      object: { type: subject.type, id: subject.id },
      label: entry.label,
      ...(about === null ? {} : { about }),
      seen: {
        version: seen.version,
        state: seen.state,
        certificates: seen.certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
          serial,
          purpose,
          stateInIdm,
          stateInCa,
        })),
        asOf: seen.asOf,
      },
      follows: entry.follows,
      values: entry.values,
      changes: entry.changes,
      clock: { wall: clock.wall, contact: clock.contact, elapsed: clock.elapsed },
    },
  };
}

const longAgo = new Date(0).toISOString();

/** An entry of an unknown form: the readable parts, and defaults for the others. */
const partly = z.object({
  operation: z.string().catch(""),
  grant: z.string().catch(""),
  operator: z.string().nullable().catch(null),
  process: z.string().catch(""),
  processName: z.string().catch(""),
  object: ref.nullable().catch(null),
  label: z.string().nullable().catch(null),
  changes: z.array(change).catch([]),
  clock: z.object({ wall: moment.catch(longAgo) }).catch({ wall: longAgo }),
});

/**
 * Returns the displayable part of an entry of an unknown form. `json`: the sealed value; `owner`:
 * the operator of its device.
 */
export function unknownEntry(json: unknown, device: string, seq: number, owner: string): SignedEntry {
  const known = partly.safeParse(entryIn(json)).data ?? partly.parse({});
  const { wall } = known.clock;
  const subject = known.object ?? { type: "journalEntry", id: String(seq) };
  return {
    signature: "",
    entry: {
      v: 1,
      device,
      seq,
      previous: "0".repeat(64),
      operation: known.operation,
      grant: known.grant,
      operator: known.operator ?? owner,
      process: known.process,
      processName: known.processName,
      object: { type: subject.type, id: subject.id },
      label: known.label ?? subject.id,
      seen: { version: 0, state: "", certificates: [], asOf: wall },
      follows: null,
      values: {},
      changes: known.changes,
      clock: { wall, contact: longAgo, elapsed: 0 },
    },
  };
}

/** Returns the entry inside a signed entry of any form: the value that the chain hashes. */
export const entryIn = (json: unknown): unknown =>
  typeof json === "object" && json !== null && "entry" in json ? json.entry : json;

export const recordFromDisk = (record: z.output<typeof deviceRecordV1>): DeviceRecord => ({
  ...record,
  broken: record.broken === null ? null : { seq: record.broken.seq, fault: faultFromDisk(record.broken.fault) },
});

/**
 * Maps a device record to its stored form, keeping the unknown keys and the fault name of the
 * earlier record that it replaces.
 */
export function recordToDisk(
  record: DeviceRecord,
  before: z.output<typeof deviceRecordV1> | null,
): z.input<typeof deviceRecordV1> {
  const broken = record.broken?.fault === "other-version" ? (before?.broken ?? record.broken) : record.broken;
  return { ...before, ...record, broken };
}

const faultFromDisk = (fault: string) => localFaults.find((each) => each === fault) ?? "other-version";
