import type { FastifyError } from "fastify";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { Refusal } from "../refusal.ts";

/**
 * Whatever a call threw, as a refusal. Null: a defect, of which the caller learns `internal` and
 * the log the rest.
 */
export function refusalOf(fault: FastifyError): Refusal | null {
  if (fault instanceof Refusal) return fault;
  if (fault instanceof CaUnavailable) return new Refusal("ca-unavailable");
  const { statusCode: status = 500, message } = fault;
  if (status < 400 || status >= 500) return null;
  // Of Fastify itself: malformed JSON, a body too long, a media type that is not taken.
  const code: ProblemCode = status === 404 ? "not-found" : "invalid-input";
  return new Refusal(code, message, { status });
}
