import { z } from "zod";
import { label, prose, word } from "../text.ts";

/** Codes of the requests that the back end refuses. They reach the operator unchanged. */
export const refusalCodes = [
  "not-authenticated",
  "wrong-credentials",
  "account-locked",
  /** The client's certificate is revoked, or belongs to no operator of the back end: `detail`. */
  "certificate-refused",
  "forbidden",
  "not-found",
  "invalid-input",
  "wrong-state",
  "version-conflict",
  "not-enabled",
  "approval-required",
  /** The operator tried to decide their own request. */
  "own-request",
  /** The operator tried to decide a request that would change their own user or card. */
  "own-card",
  /** The task was already decided, or its request was withdrawn. */
  "already-decided",
  /** The second person rejected the request; the reason is in `detail`. */
  "request-rejected",
  /** The requester withdrew the request. */
  "request-withdrawn",
  /** The idempotency key was used before, with another request. */
  "idempotency-mismatch",
  /**
   * The log-in is older than `maxAge` seconds; the same request can be sent again after a fresh
   * log-in.
   */
  "step-up-required",
  "ca-unavailable",
  /**
   * The grant has ended, or the entry was decided outside its validity period or before the entry
   * that precedes it.
   */
  "grant-expired",
  /**
   * The grant's signature is not the back end's, or the grant is for another device or operator, or
   * the entry names another grant.
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

/** An error answer. `code` is stable; `next` may say what the client can do. */
export const problemSchema = z.object({
  type: word.default("about:blank"),
  title: label,
  status: z.number().int(),
  code: word,
  detail: prose.optional(),
  next: prose.optional(),
  /** Seconds until a new attempt can succeed; the same number as the header Retry-After. */
  retryAfter: z.number().optional(),
  /** Maximum age of a log-in, in seconds, for the request that was refused. */
  maxAge: z.number().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
