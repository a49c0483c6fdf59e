import { ClientRequest } from "node:http";
import { TLSSocket } from "node:tls";
import { isAxiosError } from "axios";
import { currentTrace, errorIn } from "../trace.ts";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { ProxyError } from "./proxy.ts";
import { problemSchema, refusalCodes, type Problem } from "#shared/idm/problem.ts";
import type { ApiCall } from "#shared/idm/api.ts";

/**
 * Why a call has no answer, and whether it took effect. `refused`: the back end rejected it,
 * nothing was done; `not-sent`: it never arrived; `unknown`: it may have been done, so retry it
 * with the same idempotency key.
 */
export interface Failure {
  readonly kind: "failure";
  readonly certainty: "refused" | "not-sent" | "unknown";
  readonly error: OperatorError;
}

export function failure(certainty: Failure["certainty"], error: OperatorError): Failure {
  return { kind: "failure", certainty, error };
}

/**
 * Node's network error codes for a connection that could not be made. A connection that breaks can
 * have them too: Linux reports EHOSTUNREACH for a route that is lost.
 */
const notSentCodes = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

/**
 * Codes of OpenSSL and Node for an untrusted server certificate (Node documentation, tls, X509
 * certificate error codes).
 */
const untrustedCodes =
  /^(CERT_|DEPTH_ZERO_SELF_SIGNED_CERT$|SELF_SIGNED_CERT_IN_CHAIN$|UNABLE_TO_|ERR_TLS_CERT_ALTNAME_INVALID$|HOSTNAME_MISMATCH$|INVALID_CA$|PATH_LENGTH_EXCEEDED$|INVALID_PURPOSE$|ERROR_IN_CERT_)/;

/** Alerts of a server that refuses the client's certificate (RFC 8446 section 6.2). */
const refusedCertificate = /_ALERT_((BAD_|UNSUPPORTED_)?CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/** Maps an error of axios to a failure. `timedOut`: our own time limit ended the request. */
export function networkFailure(fault: unknown, call: ApiCall, address: string, timedOut: boolean): Failure {
  const blocked = isAxiosError(fault) ? fault.cause : undefined;
  if (blocked instanceof ProxyError) return proxyFailure(blocked);
  const code = isAxiosError(fault) ? (fault.code ?? "") : "";
  const details = `${call.method} ${call.path}: ${code === "" ? "connection failed" : code}`;
  if (timedOut)
    return failure("unknown", operatorError("backend-timeout", { address }, `${call.method} ${call.path}: time-out`));
  if (refusedCertificate.test(code)) return failure("refused", operatorError("certificate-refused", {}, details));
  if (untrustedCodes.test(code))
    return failure("not-sent", operatorError("backend-untrusted", { address, reason: code }, details));
  const certainty = wasConnected(fault) ? "unknown" : "not-sent";
  if (notSentCodes.has(code)) return failure(certainty, operatorError("backend-unreachable", { address }, details));
  // A failed handshake, or bytes in an open connection that are not TLS.
  if (code === "EPROTO" || code.startsWith("ERR_SSL"))
    return failure(certainty, operatorError("backend-untrusted", { address, reason: code }, details));
  if (code === "ERR_BAD_RESPONSE" && isAxiosError(fault) && fault.message.startsWith("maxContentLength")) {
    return failure("unknown", operatorError("backend-unreadable", { address }, `${details}, answer too long`));
  }
  return failure("unknown", operatorError("backend-unreachable", { address }, details));
}

/** Whether the connection was open (TLS: after its handshake): the request may have been sent. */
function wasConnected(fault: unknown): boolean {
  if (!isAxiosError(fault)) return false;
  const { request, cause }: { readonly request?: unknown; readonly cause?: unknown } = fault;
  if (request instanceof ClientRequest && request.socket instanceof TLSSocket) return request.socket.authorized;
  return cause instanceof Error && "syscall" in cause && (cause.syscall === "read" || cause.syscall === "write");
}

function proxyFailure({ code, proxy, reason }: ProxyError): Failure {
  const params = { proxy, reason };
  const details = `proxy: ${reason}`;
  const error =
    code === "PROXY_AUTH_REQUIRED"
      ? operatorError("proxy-auth-required", params, details)
      : operatorError("proxy-unreachable", params, details);
  return failure("not-sent", error);
}

/**
 * Maps an answer with an error status to a failure. `body`: the parsed JSON; undefined: not JSON.
 */
export function statusFailure(status: number, body: unknown, call: ApiCall, address: string): Failure {
  const problem = problemSchema.safeParse(body);
  if (problem.success) {
    const certainty = status < 500 || problem.data.code === "ca-unavailable" ? "refused" : "unknown";
    return failure(certainty, problemError(problem.data, `HTTP ${status}, ${call.method} ${call.path}`));
  }
  const details = `HTTP ${status} without a problem document, ${call.method} ${call.path}`;
  if (status >= 500) return failure("unknown", operatorError("backend-failed", { status, address }, details));
  // A 4xx or a redirect without our problem document comes from a proxy, not from the back end.
  return failure("unknown", operatorError("backend-unreadable", { status, address }, details));
}

/**
 * Maps a problem of the back end to an operator error. An unknown code becomes `backend-refused`
 * with the back end's text, or `backend-failed` if the status (5xx) leaves the outcome unknown.
 */
export function problemError(problem: Problem, where: string): OperatorError {
  const trace = currentTrace();
  const error = errorOf(problem, where);
  return trace === undefined ? error : errorIn(trace, error);
}

function errorOf(problem: Problem, where: string): OperatorError {
  const details = `${where}, code ${problem.code}`;
  const code = refusalCodes.find((known) => known === problem.code);
  const isKnown = code !== undefined || problem.code === "internal";
  // The client has a text of its own for a known code, so the title would only repeat it.
  const detail = problem.detail ?? (isKnown ? undefined : problem.title);
  const params = {
    ...(detail === undefined ? {} : { detail }),
    ...(problem.retryAfter === undefined ? {} : { seconds: problem.retryAfter }),
  };
  if (problem.code === "internal")
    return operatorError("backend-failed", { ...params, status: problem.status }, details);
  if (code !== undefined) return operatorError(code, params, details);
  const unknown = { ...params, backendCode: problem.code };
  return problem.status >= 500
    ? operatorError("backend-failed", { ...unknown, status: problem.status }, details)
    : operatorError("backend-refused", unknown, details);
}
