import type { FastifyError } from "fastify";
import type { ProblemCode, Problem } from "#shared/idm/problem.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { Refusal } from "../refusal.ts";
import type { Language } from "../texts/texts.ts";

/** A refusal as a problem document (RFC 9457) in a language. */
export function problemOf({ code, status, detail, retryAfter }: Refusal, { texts }: Language): Problem {
  return {
    type: "about:blank",
    title: texts.problems[code],
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
    ...(retryAfter === undefined ? {} : { retryAfter }),
    ...(code === "ca-unavailable" ? { next: texts.details.caTryAgain } : {}),
  };
}

/** Whatever a call threw, as a refusal. Null: a defect, of which the caller learns `internal` and the log the rest. */
export function refusalOf(fault: FastifyError): Refusal | null {
  if (fault instanceof Refusal) return fault;
  if (fault instanceof CaUnavailable) return new Refusal("ca-unavailable");
  const { statusCode: status = 500, message } = fault;
  if (status < 400 || status >= 500) return null;
  // Of Fastify itself: malformed JSON, a body too long, a media type that is not taken.
  const code: ProblemCode = status === 404 ? "not-found" : "invalid-input";
  return new Refusal(code, message, { status });
}
