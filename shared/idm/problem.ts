import { z } from "zod";

/** Codes of `application/problem+json` answers (RFC 9457) that this version of the API defines. */
export const problemCodes = [
  "not-authenticated",
  "wrong-credentials",
  "account-locked",
  "forbidden",
  "not-found",
  "invalid-input",
  "wrong-state",
  "version-conflict",
  "not-enabled",
  "approval-required",
  "own-request",
  "own-card",
  "already-decided",
  "request-rejected",
  "request-withdrawn",
  "idempotency-mismatch",
  "ca-unavailable",
  "grant-expired",
  "grant-untrusted",
  "grant-used-up",
  "not-allowed-offline",
  "previous-not-applied",
  "internal",
] as const;
export type ProblemCode = (typeof problemCodes)[number];

/** An error answer. `code` is stable; `next` says, where it helps, what the client may do. */
export const problemSchema = z.object({
  type: z.string().default("about:blank"),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string().optional(),
  next: z.string().optional(),
  /** Seconds until a new attempt can succeed; the same number as the header Retry-After. */
  retryAfter: z.number().optional(),
});
export type Problem = z.infer<typeof problemSchema>;
