import { z } from "zod";
import { label, prose, word } from "../text.ts";

/** Why the back end refuses a request. The operator meets these codes unchanged. */
export const refusalCodes = [
  "not-authenticated",
  "wrong-credentials",
  "account-locked",
  /** The certificate of the client is revoked, or belongs to nobody here: `detail`. */
  "certificate-refused",
  "forbidden",
  "not-found",
  "invalid-input",
  "wrong-state",
  "version-conflict",
  "not-enabled",
  "approval-required",
  /** The operator made the request that they would decide. */
  "own-request",
  /** The request would change the user or card of the operator who would decide it. */
  "own-card",
  /** Somebody else has decided the task. */
  "already-decided",
  /** The second person said no; the reason is in `detail`. */
  "request-rejected",
  /** The requester withdrew the request. */
  "request-withdrawn",
  /** The idempotency key was used before, with another request. */
  "idempotency-mismatch",
  /**
   * The log-in is older than `maxAge` seconds; the same request can be sent again after a fresh
   * one.
   */
  "step-up-required",
  "ca-unavailable",
  /** The grant has ended, or the entry was decided outside its time. */
  "grant-expired",
  /**
   * The grant's signature is not the back end's, or the grant is for another device or operator.
   */
  "grant-untrusted",
  /** The grant allows no further entry. */
  "grant-used-up",
  /** The grant does not name this process, or the client cannot do this without a connection. */
  "not-allowed-offline",
  /** An earlier entry for the same object was not carried out. */
  "previous-not-applied",
] as const;

/** Codes of `application/problem+json` answers (RFC 9457) that this version of the API defines. */
const problemCodes = [
  ...refusalCodes,
  /** A defect of the back end (status 500). */
  "internal",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** An error answer. `code` is stable; `next` says, where it helps, what the client may do. */
export const problemSchema = z.object({
  type: word.default("about:blank"),
  title: label,
  status: z.number().int(),
  code: word,
  detail: prose.optional(),
  next: prose.optional(),
  /** Seconds until a new attempt can succeed; the same number as the header Retry-After. */
  retryAfter: z.number().optional(),
  /** Seconds that a log-in may be old for what was refused. */
  maxAge: z.number().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
