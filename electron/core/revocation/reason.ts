import type { RevocationReason } from "#shared/domain/states.ts";
import { DerError } from "./der.ts";

/** CRLReason of RFC 5280 section 5.3.1; 7 is not used, and 8 (removeFromCRL) belongs to delta CRLs, which are refused. */
const byNumber: ReadonlyMap<number, RevocationReason> = new Map([
  [0, "unspecified"],
  [1, "keyCompromise"],
  [2, "cACompromise"],
  [3, "affiliationChanged"],
  [4, "superseded"],
  [5, "cessationOfOperation"],
  [6, "certificateHold"],
  [9, "privilegeWithdrawn"],
  [10, "aACompromise"],
]);

/** Reads the value of a CRLReason ENUMERATED; throws DerError for a number that means nothing here. */
export function readReason(value: Uint8Array): RevocationReason {
  const reason = value.length === 1 ? byNumber.get(value[0] ?? -1) : undefined;
  if (reason === undefined) throw new DerError("a revocation reason that RFC 5280 does not have here");
  return reason;
}

/** How a revoked certificate stands: on hold is the one revocation that can be taken back. No reason given: unspecified. */
export type Revocation =
  | { readonly kind: "onHold"; readonly revokedAt: Date }
  | { readonly kind: "revoked"; readonly revokedAt: Date; readonly reason: RevocationReason };

/** Tells a hold from a revocation for good. */
export const revocation = (reason: RevocationReason, time: number): Revocation =>
  reason === "certificateHold"
    ? { kind: "onHold", revokedAt: new Date(time) }
    : { kind: "revoked", revokedAt: new Date(time), reason };
