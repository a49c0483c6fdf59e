import type { RevocationReason } from "#shared/domain/states.ts";
import { DerError } from "./der.ts";

/**
 * CRLReason of RFC 5280 section 5.3.1; 7 is unused, and 8 (removeFromCRL) belongs to delta CRLs,
 * which are rejected.
 */
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

/** Reads the value of a CRLReason ENUMERATED; throws DerError for an unknown number. */
export function readReason(value: Uint8Array): RevocationReason {
  const reason = value.length === 1 ? byNumber.get(value[0] ?? -1) : undefined;
  if (reason === undefined) throw new DerError("a revocation reason that RFC 5280 does not have here");
  return reason;
}

/**
 * The revocation of a certificate; only `onHold` can be reversed. Without a reason it is
 * unspecified.
 */
export type Revocation =
  | { readonly kind: "onHold"; readonly revokedAt: Date }
  | { readonly kind: "revoked"; readonly revokedAt: Date; readonly reason: RevocationReason };

/** Maps a reason and a time (milliseconds since 1970) to a hold or a final revocation. */
export const revocation = (reason: RevocationReason, time: number): Revocation =>
  reason === "certificateHold"
    ? { kind: "onHold", revokedAt: new Date(time) }
    : { kind: "revoked", revokedAt: new Date(time), reason };
