import type { Problem, ProblemCode } from "#shared/idm/problem.ts";
import type { Texts } from "./texts/texts.ts";

const statuses: Readonly<Record<ProblemCode, number>> = {
  "not-authenticated": 401,
  "wrong-credentials": 401,
  "account-locked": 429,
  "certificate-refused": 403,
  forbidden: 403,
  "not-found": 404,
  "invalid-input": 400,
  "wrong-state": 409,
  "version-conflict": 409,
  "not-enabled": 403,
  "approval-required": 409,
  "own-request": 403,
  "own-card": 403,
  "already-decided": 409,
  "request-rejected": 403,
  "request-withdrawn": 409,
  "idempotency-mismatch": 422,
  "step-up-required": 403,
  "ca-unavailable": 503,
  "grant-expired": 403,
  "grant-untrusted": 403,
  "grant-used-up": 403,
  "not-allowed-offline": 403,
  "previous-not-applied": 409,
  internal: 500,
};

/**
 * Thrown to answer a call with a problem document (RFC 9457); everything it has changed is rolled
 * back.
 */
export class Refusal extends Error {
  override readonly name = "Refusal";
  readonly code: ProblemCode;
  readonly status: number;
  /** A sentence on this very case, in the operator's language. */
  readonly detail: string | undefined;
  /** Seconds until a new attempt can succeed. */
  readonly retryAfter: number | undefined;
  /** Maximum age of the log-in, in seconds. */
  readonly maxAge: number | undefined;

  constructor(
    code: ProblemCode,
    detail?: string,
    options: { readonly status?: number; readonly retryAfter?: number; readonly maxAge?: number } = {},
  ) {
    super(code);
    this.code = code;
    this.status = options.status ?? statuses[code];
    this.detail = detail;
    this.retryAfter = options.retryAfter;
    this.maxAge = options.maxAge;
  }
}

/** Converts a refusal to a problem document. */
export function problemOf({ code, status, detail, retryAfter, maxAge }: Refusal, texts: Texts): Problem {
  return {
    type: "about:blank",
    title: texts.problems[code],
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(maxAge === undefined ? {} : { maxAge }),
    ...(code === "ca-unavailable" ? { next: texts.details.caTryAgain } : {}),
  };
}
