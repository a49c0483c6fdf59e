import { AuthorizationResponseError, ResponseBodyError } from "openid-client";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { ProviderSilent } from "./provider-fetch.ts";

/**
 * Maps a failed log-in at a provider to an error. Of the provider's text it keeps only an error
 * code: the rest is untrusted.
 */
export function providerFault(fault: unknown, issuer: string): OperatorError {
  const silent = causes(fault).find((each) => each instanceof ProviderSilent);
  if (silent !== undefined) return operatorError("provider-unreachable", { address: issuer }, silent.message);
  if (fault instanceof AuthorizationResponseError || fault instanceof ResponseBodyError) {
    const reason = /^[a-z_]{1,50}$/.test(fault.error) ? fault.error : "other";
    return operatorError("provider-refused", { reason }, reason);
  }
  const code = fault instanceof Error && "code" in fault && typeof fault.code === "string" ? fault.code : "defect";
  return untrusted(
    code,
    causes(fault)
      .map(({ message }) => message)
      .join(": "),
  );
}

/** Returns the error for an answer, or a token in it, that fails a check. */
export const untrusted = (reason: string, details: string): OperatorError =>
  operatorError("provider-untrusted", { reason }, `${reason}: ${details}`.slice(0, 500));

function causes(fault: unknown): Error[] {
  return fault instanceof Error ? [fault, ...causes(fault.cause)] : [];
}
