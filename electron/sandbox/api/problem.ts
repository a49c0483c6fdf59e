import type { FastifyError } from "fastify";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { Refusal } from "../refusal.ts";

/**
 * Converts an error of a call to a refusal; null for a defect: the caller gets `internal`, the
 * details go to the log.
 */
export function refusalOf(fault: FastifyError): Refusal | null {
  if (fault instanceof Refusal) return fault;
  if (fault instanceof CaUnavailable) return new Refusal("ca-unavailable");
  const { statusCode: status = 500, message } = fault;
  if (status < 400 || status >= 500) return null;
  // From Fastify itself: malformed JSON, a body too long, an unsupported media type.
  const code: ProblemCode = status === 404 ? "not-found" : "invalid-input";
  return new Refusal(code, message, { status });
}
