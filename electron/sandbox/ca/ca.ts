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

/** What the CA says of a certificate at `asOf`. `reason` is there for onHold and revoked. */
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
 * The sandbox's certification authority. Its tables lie in the same database as the sandbox's, so
 * that a process changes both in one transaction or neither: hold, release and revoke are run
 * inside the caller's transaction. All of them throw CaUnavailable while the CA is down.
 */
export interface Ca {
  /** DER certificates of the hierarchy. */
  readonly root: Buffer;
  readonly issuing: Buffer;
  /**
   * Puts certificates on record as valid. The DER itself is made, and kept, when it is first asked
   * for.
   */
  register(records: Iterable<CaRecord>): void;
  /**
   * Forgets every certificate and puts these on record, each with its reason where it is on hold or
   * revoked.
   */
  replaceAll(records: Iterable<CaRecord & { readonly reason: RevocationReason | null }>): void;
  /** Sets when a certificate ends; its DER is made anew. */
  endAt(serial: string, notAfter: string): void;
  status(serial: string): CaStatus;
  /**
   * The DER certificate with its private key (PKCS #8 DER), for the virtual card; throws CaRefused
   * for an unknown serial.
   */
  certificate(serial: string): Promise<{ certificate: Buffer; privateKey: Buffer }>;
  /** Makes a certificate of a TLS server on this machine, which is on no record. */
  server(): Promise<{ certificate: Buffer; privateKey: Buffer }>;
  /** Revokes with `certificateHold`; refused unless valid. */
  hold(serial: string): void;
  /** Takes a hold back; refused unless on hold. */
  release(serial: string): void;
  /** Revokes for good, from valid or on hold. */
  revoke(serial: string, reason: RevocationReason): void;
  /** The present CRL, DER (RFC 5280). */
  crl(): Promise<Buffer>;
  /**
   * Answers a DER OCSP request (RFC 6960) with a DER response; a malformed request gets
   * `malformedRequest`.
   */
  ocsp(request: Buffer): Promise<Buffer>;
  /** True: as if the CA were switched off, CRL and OCSP included. */
  setDown(down: boolean): void;
}
