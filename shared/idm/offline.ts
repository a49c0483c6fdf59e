import { z } from "zod";
import { cursor, dictionary, idText, instant, label, list, prose, verbatim, word } from "../text.ts";
import { personal, plain, secret } from "../personal.ts";
import { changesSchema } from "../domain/change.ts";
import { headSchema, journalFaults, sha256Schema, signedEntrySchema } from "../domain/journal.ts";
import { irreversibleSchema } from "../domain/offer.ts";
import { effectSchema } from "../domain/plan.ts";
import { actionSchema, formFieldSchema } from "./instance.ts";
import { idmObjectSchema, processOfferSchema } from "./object.ts";
import { problemSchema } from "./problem.ts";
import { longestQuery, searchConfigurationSchema, searchItemSchema } from "./search.ts";

/** Maximum number of objects in a working set, and its maximum lifetime in seconds. */
export const mostObjects = 5_000;
const longestLifetime = 12 * 60 * 60;

/** A P-256 public key as JWK (RFC 7518 section 6.2). */
export const publicJwkSchema = z.object({
  kty: z.literal("EC"),
  crv: z.literal("P-256"),
  x: z.base64url().length(43),
  y: z.base64url().length(43),
});
export type PublicJwk = z.infer<typeof publicJwkSchema>;

/** The keys that grants are signed with (RFC 7517); `kid` is in the header of a grant. */
export const offlineKeysSchema = z.object({
  keys: list(
    publicJwkSchema.extend({ kid: personal(verbatim(200)), alg: z.literal("ES256"), use: z.literal("sig") }),
    20,
  ),
});
export type OfflineKeys = z.infer<typeof offlineKeysSchema>;

/** A request for a working set: a search, and the lifetime of the working set in seconds. */
export const grantRequestSchema = z.object({
  device: publicJwkSchema,
  configuration: plain(idText),
  q: personal(verbatim(longestQuery)),
  state: plain(verbatim(200)).nullable(),
  lifetime: z.number().int().positive().max(longestLifetime),
});
export type GrantRequest = z.infer<typeof grantRequestSchema>;

/**
 * The claims of a grant (JWT, RFC 7519): the operator (`sub`), the key of the device (`cnf`, RFC
 * 7800), the validity period (`nbf`, `exp`, seconds since 1970), the processes, the maximum number
 * of entries, and where the journal continues: the number of the first entry (`firstSeq`) and the
 * hash of the entry before it (`previous`).
 */
export const grantSchema = z.object({
  jti: personal(verbatim(100)).min(1),
  sub: personal(verbatim(200)).min(1),
  cnf: z.object({ jwk: publicJwkSchema }),
  iat: z.number().int(),
  nbf: z.number().int(),
  exp: z.number().int(),
  processes: list(plain(verbatim(200)), 200),
  maxEntries: z.number().int().positive(),
  firstSeq: z.number().int().positive(),
  previous: sha256Schema,
});
export type Grant = z.infer<typeof grantSchema>;

/** The `typ` of a grant's header: it tells a grant from any other token (RFC 8725 section 3.11). */
export const grantType = "offline-grant+jwt";

/** A grant as compact JWS (ES256), and how many objects its working set has. */
const grantAnswerSchema = z.object({ grant: secret(verbatim(50_000)), objects: z.number().int().nonnegative() });

/** A process that the grant allows, as data: its requirements on an object and its effect. */
const offlineProcessSchema = z.object({
  symbolicName: word,
  name: plain(label),
  /** The text of its form. */
  text: prose,
  irreversible: irreversibleSchema,
  action: actionSchema,
  requiredStates: z.union([z.literal("any"), list(word, 100)]),
  fields: list(formFieldSchema, 200),
  effect: effectSchema,
});
export type OfflineProcess = z.infer<typeof offlineProcessSchema>;

/** An object of the working set, with its row in Quick search and its process offers. */
const workingObjectSchema = z.object({
  item: searchItemSchema,
  object: idmObjectSchema,
  /**
   * The deactivation that holds the object: reactivation releases the certificates that it put on
   * hold.
   */
  heldBy: label.nullable(),
  processes: list(processOfferSchema, 200),
});
export type WorkingObject = z.infer<typeof workingObjectSchema>;

const workingSetQuerySchema = z.object({ grant: personal(verbatim(100)), cursor: cursor.optional() });

/** A page of a working set, as the objects were at `asOf`. */
const workingSetPageSchema = z.object({
  asOf: instant,
  configuration: searchConfigurationSchema,
  processes: list(offlineProcessSchema, 200),
  /** Names of the purposes of certificates. */
  purposes: dictionary(word, plain(label), 200),
  items: list(workingObjectSchema, mostObjects),
  next: cursor.nullable(),
});
export type WorkingSetPage = z.infer<typeof workingSetPageSchema>;

/**
 * The outcome of a journal entry at the back end. Only `approval` is not final: it becomes
 * `applied` or `refused` when a second person has decided. `now`: the object as it is, null if it
 * is gone.
 */
export const entryOutcomeSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("applied"), at: instant, changes: changesSchema }),
  z.object({ kind: z.literal("approval"), at: instant, requestId: personal(word), text: prose }),
  /** Nothing was changed: the object is not as the operator saw it. */
  z.object({
    kind: z.literal("conflict"),
    at: instant,
    problem: problemSchema,
    now: idmObjectSchema.nullable(),
  }),
  /** Nothing was changed: the entry is not allowed, or the second person has rejected it. */
  z.object({
    kind: z.literal("refused"),
    at: instant,
    problem: problemSchema,
    now: idmObjectSchema.nullable(),
  }),
  /** Nothing was changed: it arrived after its grant had ended. */
  z.object({ kind: z.literal("expired"), at: instant, now: idmObjectSchema.nullable() }),
]);
export type EntryOutcome = z.infer<typeof entryOutcomeSchema>;

/**
 * Maximum number of entries in one request: consecutive entries of one device's journal, under one
 * grant.
 */
export const mostEntries = 100;
const journalPostSchema = z.object({
  grant: secret(verbatim(10_000)),
  entries: list(signedEntrySchema, mostEntries).min(1),
});

const seqOutcomeSchema = z.object({ seq: z.number().int(), operation: word, outcome: entryOutcomeSchema });

/**
 * The outcomes of the entries that were sent, and why the rest was not taken. `broken`: the first
 * entry with a fault; it is refused with all that follow. `stopped`: the back end could not go on
 * (the CA does not answer, or the process needs a fresh log-in); entries without a result may be
 * sent again. Nothing from there on was done.
 */
const journalAnswerSchema = z.object({
  head: headSchema,
  results: list(seqOutcomeSchema, mostEntries),
  broken: z
    .object({
      seq: z.number().int(),
      code: z.enum(["journal-broken", "grant-expired"]),
      fault: z.enum(journalFaults),
      detail: prose,
    })
    .nullable(),
  stopped: problemSchema.nullable(),
});
export type JournalAnswer = z.infer<typeof journalAnswerSchema>;

/**
 * The end of a device's journal at the back end, with the outcomes of up to `mostEntries` entries
 * from `from` on.
 */
const deviceHeadSchema = z.object({ head: headSchema, results: list(seqOutcomeSchema, mostEntries) });
export type DeviceHead = z.infer<typeof deviceHeadSchema>;
const deviceHeadQuerySchema = z.object({ from: z.coerce.number().int().positive() });

/** The calls of work without a connection. */
export const offlineCalls = {
  offlineKeys: {
    method: "GET",
    path: "/v1/offline/keys",
    summary: "The keys that grants are signed with (JWK set)",
    status: 200,
    answer: offlineKeysSchema,
  },
  takeGrant: {
    method: "POST",
    path: "/v1/offline/grants",
    summary: "Take a grant for work without a connection, and the working set of a search",
    body: grantRequestSchema,
    status: 201,
    answer: grantAnswerSchema,
  },
  workingSet: {
    method: "GET",
    path: "/v1/offline/working-set",
    summary: "The objects of a grant's working set, page by page",
    query: workingSetQuerySchema,
    status: 200,
    answer: workingSetPageSchema,
  },
  postJournal: {
    method: "POST",
    path: "/v1/offline/journal",
    summary: "Entries of a device's journal; the same entry sent again gets its first outcome",
    body: journalPostSchema,
    status: 200,
    answer: journalAnswerSchema,
  },
  deviceHead: {
    method: "GET",
    path: "/v1/offline/devices/:id/head",
    summary: "The end of a device's journal as the back end remembers it, and what became of its entries",
    params: z.object({ id: idText }),
    query: deviceHeadQuerySchema,
    status: 200,
    answer: deviceHeadSchema,
  },
} as const;
