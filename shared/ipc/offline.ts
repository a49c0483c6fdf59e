import { z } from "zod";
import { idText, instant, label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain, secret } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { journalFaults, seenSchema } from "../domain/journal.ts";
import { aboutOrNull } from "../domain/about.ts";
import { refSchema } from "../domain/ref.ts";
import { operatorErrorSchema } from "../errors.ts";
import { idmObjectSchema } from "../idm/object.ts";
import { grantRequestSchema } from "../idm/offline.ts";
import { operatorSchema } from "../idm/session.ts";

const at = instant;

/** The operator's decision about an entry that was not carried out. */
const settlementSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("open") }),
  z.object({ kind: z.literal("dropped"), reason: personal(word), at }),
  z.object({ kind: z.literal("startedAgain"), at }),
]);
export type Settlement = z.infer<typeof settlementSchema>;

/**
 * The state of an entry of the journal. queued → sending → applied | approval | conflict | refused
 * | expired | unknown; unknown → queued (it never arrived) or any answer; approval → applied |
 * refused when a second person has decided; queued | sending → refused if the journal is broken at
 * it or before it.
 */
const queueStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queued") }),
  z.object({ kind: z.literal("sending"), since: at }),
  /** It was sent and not answered: the back end is being asked for its outcome. */
  z.object({ kind: z.literal("unknown"), since: at }),
  z.object({ kind: z.literal("applied"), at, changes: changesSchema }),
  z.object({ kind: z.literal("approval"), at, requestId: personal(word), text: prose }),
  /**
   * Nothing was changed: the object is no longer as the operator saw it. `now` is null if it is
   * gone.
   */
  z.object({
    kind: z.literal("conflict"),
    at,
    error: operatorErrorSchema,
    now: idmObjectSchema.nullable(),
    settlement: settlementSchema,
  }),
  /** `now` is absent if the back end was not asked, because the journal is broken. */
  z.object({
    kind: z.literal("refused"),
    at,
    error: operatorErrorSchema,
    now: idmObjectSchema.nullable().optional(),
    settlement: settlementSchema,
  }),
  /** It reached the back end after its grant had ended. */
  z.object({
    kind: z.literal("expired"),
    at,
    now: idmObjectSchema.nullable().optional(),
    settlement: settlementSchema,
  }),
  /**
   * Written by another version of the program in a form that this one does not know: neither sent
   * nor settled.
   */
  z.object({ kind: z.literal("parked") }),
]);
export type QueueState = z.infer<typeof queueStateSchema>;

/** Names an entry of a journal on this machine. */
export const entryNameSchema = z.object({ device: idText, seq: z.number().int().positive() });

/** An entry of the journal as the operator sees it. */
export const queueEntrySchema = entryNameSchema.extend({
  operation: word,
  process: word,
  processName: plain(label),
  object: refSchema,
  label,
  about: aboutOrNull,
  queuedAt: at,
  seen: seenSchema,
  changes: changesSchema,
  state: queueStateSchema,
});
export type QueueEntry = z.infer<typeof queueEntrySchema>;

/** Minimum length of an offline passphrase in characters: no other system checks its quality. */
export const shortestPassphrase = 12;

/** The request for a working set: a quick search, and the lifetime of the working set. */
export const takeSchema = grantRequestSchema.pick({ configuration: true, q: true, state: true }).extend({
  /** At least a minute: the back end counts whole seconds, and a grant of 0 seconds is none. */
  hours: z
    .number()
    .min(1 / 60)
    .max(12),
  /** Opens the working set without a connection; null: the password of the log-in opens it. */
  passphrase: secret(verbatim(1000)).min(shortestPassphrase).nullable().default(null),
});
export type Take = z.infer<typeof takeSchema>;

/** Opens a working set that the log-in has not opened. */
export const unlockSchema = z.object({ passphrase: secret(verbatim(1000)).min(1) });

/**
 * Whether the objects of the working set can be read: `locked` until its operator has entered the
 * password or passphrase that it was taken with; `opening` while a password is tried.
 */
const accesses = ["locked", "opening", "open"] as const;
export type Access = (typeof accesses)[number];

/** The working set on this machine. */
const workingSetStateSchema = z.discriminatedUnion("kind", [
  /** The store of this machine is not open yet: its content is unknown. */
  z.object({ kind: z.literal("opening") }),
  z.object({ kind: z.literal("none") }),
  /** Being downloaded; `total` is null until the back end has counted. */
  z.object({ kind: z.literal("taking"), done: z.number().int(), total: z.number().int().nullable() }),
  /**
   * There is no working set, because the download failed, its grant ended, or it cannot be read. A
   * failed download leaves an older working set in place.
   */
  z.object({ kind: z.literal("failed"), error: operatorErrorSchema }),
  z.object({
    kind: z.literal("taken"),
    operator: operatorSchema,
    access: z.enum(accesses),
    configuration: plain(idText),
    /** In the language in which the working set was taken. */
    configurationName: plain(label),
    q: prose,
    state: word.nullable(),
    objects: z.number().int(),
    asOf: at,
    grant: z.object({
      id: personal(word),
      processes: list(z.object({ symbolicName: word, name: plain(label) }), 200),
      notBefore: at,
      notAfter: at,
      maxEntries: z.number().int(),
      entriesLeft: z.number().int(),
    }),
  }),
  /**
   * It is another operator's, or no operator is logged in: its content is not shown. `owner` is
   * null if no operator is logged in.
   */
  z.object({ kind: z.literal("foreign"), owner: label.nullable(), asOf: at }),
  /**
   * Nothing can be kept on this machine: the data directory, the database or the key vault cannot
   * be used.
   */
  z.object({ kind: z.literal("unavailable"), error: operatorErrorSchema }),
]);
export type WorkingSetState = z.infer<typeof workingSetStateSchema>;

const syncStateSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("idle") }),
  /** `done` of the `total` entries that waited at the beginning have an answer. */
  z.object({ kind: z.literal("syncing"), done: z.number().int(), total: z.number().int() }),
  z.object({ kind: z.literal("paused") }),
  /** The last attempt got no answer; the next begins by itself at `until`. */
  z.object({ kind: z.literal("waiting"), until: at, error: operatorErrorSchema }),
]);
export type SyncState = z.infer<typeof syncStateSchema>;

/**
 * The faults of a journal on this machine: those that the back end finds, and four more.
 * `unreadable`: it cannot be decrypted, so it was changed; `removed-at-end`: entries are missing
 * after the last one; `restored-copy`: the back end has seen entries that are not here;
 * `other-version`: another version of the program has found a fault that this one does not know.
 */
export const localFaults = [
  ...journalFaults,
  "unreadable",
  "removed-at-end",
  "restored-copy",
  "other-version",
] as const;
export type LocalFault = (typeof localFaults)[number];

/** A journal that is refused from one entry on, and can be exported for the security officer. */
const brokenJournalSchema = z.object({
  device: personal(word),
  seq: z.number().int().positive(),
  fault: z.enum(localFaults),
});
export type BrokenJournal = z.infer<typeof brokenJournalSchema>;

/** Everything that the banner and the screen Offline show. */
export const offlineStateSchema = z.object({
  /** Whether search, objects and wizard work on the working set now. */
  working: z.boolean(),
  workingSet: workingSetStateSchema,
  sync: syncStateSchema,
  /** Entries without an answer, and entries that need a decision of the operator. */
  counts: z.object({ waiting: z.number().int(), attention: z.number().int() }),
  broken: list(brokenJournalSchema, 1_000),
  /** Name of a damaged database that was kept aside when the program was started. */
  keptAside: label.nullable(),
});
export type OfflineState = z.infer<typeof offlineStateSchema>;

/** There is no working set, and nothing was decided without a connection. */
export const nothingOffline: OfflineState = {
  working: false,
  workingSet: { kind: "none" },
  sync: { kind: "idle" },
  counts: { waiting: 0, attention: 0 },
  broken: [],
  keptAside: null,
};

/**
 * A page of the queue, newest first; `next` is the `before` of the page after it, null on the last.
 */
export const queuePageSchema = z.object({ entries: list(queueEntrySchema, 1_000), next: z.number().int().nullable() });
export type QueuePage = z.infer<typeof queuePageSchema>;

/** The data that this machine adds to an object view. */
export const localViewSchema = z.object({
  /**
   * The object comes from the working set and is as old as this; null: it comes from the back end
   * just now.
   */
  asOf: at.nullable(),
  /** Entries for this object that have no answer yet, oldest first. */
  pending: list(queueEntrySchema, 1_000),
  /**
   * The object as it will be if all of them are carried out; null without such entries, or if they
   * delete it.
   */
  expected: idmObjectSchema.nullable(),
  /**
   * The object has changed since the first of them was decided: the entry will come back as a
   * conflict.
   */
  outdated: z.boolean(),
});
export type LocalView = z.infer<typeof localViewSchema>;
