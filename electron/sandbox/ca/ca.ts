import type { CaCertificateState, RevocationReason } from "#shared/domain/states.ts";

/**
 * A certificate as the CA has it on record. Times are ISO 8601 UTC; `serial` is lower-case
 * hexadecimal.
 */
export interface CaRecord {
  readonly serial: string;
  /** RFC 4514 distinguished name. */
  readonly subject: string;
  readonly purpose: "authentication" | "signature" | "encryption";
  readonly notBefore: string;
  readonly notAfter: string;
}

/** The status of a certificate at `asOf` (ISO 8601 UTC). `reason` is set for onHold and revoked. */
export interface CaStatus {
  readonly status: CaCertificateState;
  readonly reason: RevocationReason | null;
  readonly asOf: string;
}

/** The CA does not answer; nothing was changed. */
export class CaUnavailable extends Error {
  override readonly name = "CaUnavailable";
}

/**
 * The CA refuses: unknown serial, or a change that RFC 5280 does not allow from the present status.
 */
export class CaRefused extends Error {
  override readonly name = "CaRefused";
}

/**
 * The sandbox's certification authority. Its tables are in the sandbox's database, so that a
 * process changes both in one transaction or neither: hold, release and revoke run inside the
 * caller's transaction. Every method but `setDown` throws CaUnavailable while the CA is down.
 */
export interface Ca {
  /** DER certificates of the hierarchy. */
  readonly root: Buffer;
  readonly issuing: Buffer;
  /**
   * Puts certificates on record as valid. The DER itself is made, and kept, on the first request
   * for it.
   */
  register(records: Iterable<CaRecord>): void;
  /**
   * Forgets every certificate and puts these on record; one with a reason is on hold or revoked.
   */
  replaceAll(records: Iterable<CaRecord & { readonly reason: RevocationReason | null }>): void;
  /** Sets when a certificate expires; its DER is made again on the next request for it. */
  endAt(serial: string, notAfter: string): void;
  status(serial: string): CaStatus;
  /**
   * Returns the DER certificate with its private key (PKCS #8 DER), for the virtual card; throws
   * CaRefused for an unknown serial.
   */
  certificate(serial: string): Promise<{ certificate: Buffer; privateKey: Buffer }>;
  /** Makes a certificate for a TLS server on this machine; the CA keeps no record of it. */
  server(): Promise<{ certificate: Buffer; privateKey: Buffer }>;
  /** Revokes with `certificateHold`; refused unless valid. */
  hold(serial: string): void;
  /** Takes a hold back; refused unless on hold. */
  release(serial: string): void;
  /** Revokes for good, from valid or on hold. */
  revoke(serial: string, reason: RevocationReason): void;
  /** Returns the present CRL, DER (RFC 5280). */
  crl(): Promise<Buffer>;
  /**
   * Answers a DER OCSP request (RFC 6960) with a DER response; a malformed request gets
   * `malformedRequest`.
   */
  ocsp(request: Buffer): Promise<Buffer>;
  /** Switches the CA off (true) or on, CRL and OCSP included. */
  setDown(down: boolean): void;
}
