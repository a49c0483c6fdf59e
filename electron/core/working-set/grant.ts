import { compactVerify, createLocalJWKSet, errors } from "jose";
import { operatorError, type OperatorError } from "#shared/errors.ts";
import { grantSchema, grantType, type Grant, type OfflineKeys, type PublicJwk } from "#shared/idm/offline.ts";
import { thumbprint } from "../store/device.ts";

/** A grant that can be trusted, or why not. */
export type Verified =
  | { readonly kind: "grant"; readonly grant: Grant }
  | { readonly kind: "untrusted"; readonly error: OperatorError };

/**
 * Verifies a grant (compact JWS, ES256) with the back end's published keys: the signature, the
 * `typ` header, the operator and the device. `whyNoEntry` checks its validity period for each
 * entry.
 */
export async function verifyGrant(
  jws: string,
  keys: OfflineKeys,
  operator: string,
  device: PublicJwk,
): Promise<Verified> {
  try {
    const keySet = createLocalJWKSet({ keys: keys.keys.map((key) => ({ ...key })) });
    const { payload, protectedHeader } = await compactVerify(jws, keySet, { algorithms: ["ES256"] });
    if (protectedHeader.typ !== grantType) return untrusted("no grant");
    const grant = grantSchema.safeParse(JSON.parse(new TextDecoder().decode(payload)));
    if (!grant.success) return untrusted("claims");
    if (grant.data.sub !== operator) return untrusted("another operator");
    if (thumbprint(grant.data.cnf.jwk) !== thumbprint(device)) return untrusted("another device");
    return { kind: "grant", grant: grant.data };
  } catch (fault) {
    if (fault instanceof errors.JOSEError) return untrusted(fault.code);
    throw fault;
  }
}

const untrusted = (reason: string): Verified => ({
  kind: "untrusted",
  error: operatorError("grant-untrusted", { reason }, reason),
});

/**
 * Returns why no further entry may be made under a grant; null if one may. `now`: the best estimate
 * of the back end's time, in milliseconds since 1970; `made`: entries made under the grant so far.
 */
export function whyNoEntry(grant: Grant, made: number, now: number): OperatorError | null {
  if (now < grant.nbf * 1000 || now >= grant.exp * 1000) return operatorError("grant-expired");
  return made >= grant.maxEntries ? operatorError("grant-used-up", { entries: grant.maxEntries }) : null;
}
