/**
 * The states that this product knows by name. On the wire a state is any string: a back end may
 * send one that is not listed here, and the client then shows it as it is.
 */
export const cardStates = ["registered", "active", "inactive", "locked"] as const;
export type CardState = (typeof cardStates)[number];

/** States of a user object; aborted, rejected and locked are final. */
export const userStates = [
  "registered",
  "requested",
  "aborted",
  "approved",
  "rejected",
  "active",
  "inactive",
  "locked",
] as const;
export type UserState = (typeof userStates)[number];

/** State of a certificate as Identity Manager keeps it; expired and revoked are final. */
export const idmCertificateStates = ["issued", "valid", "onHold", "expired", "revoked"] as const;
export type IdmCertificateState = (typeof idmCertificateStates)[number];

/**
 * State of a certificate as the CA answers for it (OCSP and CRL). `onHold` is a revocation with the
 * reason `certificateHold` (RFC 5280 section 5.3.1), the only one that can be taken back.
 */
export const caCertificateStates = ["valid", "onHold", "revoked", "expired"] as const;
export type CaCertificateState = (typeof caCertificateStates)[number];

/**
 * Revocation reasons of RFC 5280 section 5.3.1 that a CA of this product uses; `removeFromCRL`
 * belongs to delta CRLs.
 */
export const revocationReasons = [
  "unspecified",
  "keyCompromise",
  "cACompromise",
  "affiliationChanged",
  "superseded",
  "cessationOfOperation",
  "certificateHold",
  "privilegeWithdrawn",
  "aACompromise",
] as const;
export type RevocationReason = (typeof revocationReasons)[number];

/**
 * Compares a certificate's state in Identity Manager with its state in the CA. `documented`:
 * `onHold` in Identity Manager and `valid` in the CA although nothing holds it any more, the
 * documented result of Reactivate virtual smart card. If something still holds it, the CA should
 * not report it as valid.
 */
export function compareCertificateStates(
  inIdm: string,
  inCa: string,
  heldBy: string | null,
): "same" | "documented" | "different" {
  if (inIdm === inCa || (inIdm === "issued" && inCa === "valid")) return "same";
  return inIdm === "onHold" && inCa === "valid" && heldBy === null ? "documented" : "different";
}
