import {
  BasicConstraints,
  id_ce_authorityKeyIdentifier,
  id_ce_basicConstraints,
  id_ce_cRLNumber,
  id_ce_deltaCRLIndicator,
  id_ce_issuingDistributionPoint,
  IssuingDistributionPoint,
  KeyUsageFlags,
} from "@peculiar/asn1-x509";
import { addressesOf, crlAddresses, issuedBy, mayBeUsedFor, sameBytes, type Certificate } from "./certificate.ts";
import { findEntry, indexEntries, type CrlEntries } from "./crl-entries.ts";
import { contextTag, DerError, DerReader, readWhole, tags } from "./der.ts";
import { contentOf, readOptionalExtensions, unknownCritical, type Extensions } from "./extensions.ts";
import { periodVerdict, type Clock } from "./period.ts";
import type { Revocation } from "./reason.ts";
import { readSigned, verifySignature, type Signed } from "./signed.ts";

/** Longest CRL that is read, in bytes: about 3,000,000 entries. */
export const longestCrl = 134_217_728;

/** Why a CRL was rejected. */
export const crlRejections = [
  "oversize",
  "malformed",
  "wrong-issuer",
  "unsupported-algorithm",
  "wrong-signature",
  /** The key usage of the issuer's certificate does not include cRLSign. */
  "issuer-not-authorised",
  "delta-not-supported",
  "indirect-not-supported",
  /**
   * The CRL is for CA or attribute certificates only, for some reasons only, or for a distribution
   * point that is not an address.
   */
  "scope-not-supported",
  "unknown-critical-extension",
  "not-yet-valid",
  "expired",
  /** The verifying thread ended without an answer, for example because it ran out of memory. */
  "verification-failed",
] as const;
type CrlRejection = (typeof crlRejections)[number];

export interface CrlRejected {
  readonly kind: "rejected";
  readonly why: CrlRejection;
  /** For support, in English. */
  readonly detail: string;
}

const rejected = (why: CrlRejection, detail: string): CrlRejected => ({ kind: "rejected", why, detail });

/** A CRL with verified signature, issuer, times and extensions, to be used with `lookUp`. */
export interface VerifiedCrl {
  readonly kind: "verified";
  readonly issuer: Certificate;
  readonly thisUpdate: Date;
  readonly nextUpdate: Date;
  readonly entries: CrlEntries;
  readonly scope: Scope;
}

/**
 * The issuer's certificates that the CRL covers (RFC 5280 section 5.2.5); `addresses` null: those
 * of every distribution point.
 */
interface Scope {
  readonly kind: "scope";
  readonly addresses: readonly string[] | null;
  readonly onlyEndEntities: boolean;
}

/**
 * Verifies a complete CRL (RFC 5280 sections 5 and 6.3.3) signed by the CA that issued the
 * certificates. Rejects delta and indirect CRLs. Reads the entries only after verifying the
 * signature. Returns a verdict for any bytes. A long CRL takes seconds; `crl-thread.ts` runs this
 * in a thread of its own.
 */
export function verifyCrl(input: { crl: Uint8Array; issuer: Certificate } & Clock): VerifiedCrl | CrlRejected {
  const { crl, issuer } = input;
  if (crl.length > longestCrl) return rejected("oversize", `${crl.length} bytes`);
  try {
    const list = readWhole(crl, readCertificateList);
    const refusal = refusalOfSigner(list, issuer);
    if (refusal !== null) return refusal;
    const scope = readScope(list.extensions);
    if (scope.kind === "rejected") return scope;
    const period = periodVerdict(list.thisUpdate, list.nextUpdate, input);
    const [thisUpdate, nextUpdate] = [new Date(list.thisUpdate), new Date(list.nextUpdate)];
    if (period !== "current") return rejected(period, `${thisUpdate.toISOString()} to ${nextUpdate.toISOString()}`);
    const entries = indexEntries(list.entries);
    if (entries.kind === "obstacle") return rejected(entries.why, entries.detail);
    return { kind: "verified", issuer, thisUpdate, nextUpdate, entries, scope };
  } catch (error) {
    if (error instanceof DerError) return rejected("malformed", error.message);
    throw error;
  }
}

/**
 * The status of a certificate in a verified CRL. `notCovered`: the CRL is for other certificates.
 */
export type CrlStatus =
  | { readonly kind: "good" }
  | Revocation
  | {
      readonly kind: "notCovered";
      readonly why: "certificate-not-of-issuer" | "other-distribution-point" | "ca-certificate";
    };

/** Looks up a certificate, in a time that does not depend on the length of the CRL. */
export function lookUp(crl: VerifiedCrl, certificate: Certificate): CrlStatus {
  if (issuedBy(certificate, crl.issuer) !== "right") return { kind: "notCovered", why: "certificate-not-of-issuer" };
  const { addresses, onlyEndEntities } = crl.scope;
  if (onlyEndEntities && isCa(certificate)) return { kind: "notCovered", why: "ca-certificate" };
  if (addresses !== null && !crlAddresses(certificate).some((address) => addresses.includes(address)))
    return { kind: "notCovered", why: "other-distribution-point" };
  return findEntry(crl.entries, certificate.serialInteger) ?? { kind: "good" };
}

interface CertificateList {
  readonly signed: Signed;
  readonly issuer: Uint8Array;
  /** Milliseconds since 1970. */
  readonly thisUpdate: number;
  readonly nextUpdate: number;
  readonly entries: DerReader;
  readonly extensions: Extensions;
}

function readCertificateList(reader: DerReader): CertificateList {
  const list = reader.inside(tags.sequence);
  const signed = readSigned(list);
  list.finish();
  return { signed, ...readWhole(signed.tbs, (inner) => readTbs(inner, signed)) };
}

function readTbs(reader: DerReader, signed: Signed): Omit<CertificateList, "signed"> {
  const tbs = reader.inside(tags.sequence);
  if (tbs.at(tags.integer)) tbs.next(); // version
  if (!sameBytes(tbs.raw(tags.sequence), signed.algorithm)) throw new DerError("two different signature algorithms");
  const issuer = tbs.raw(tags.sequence);
  const thisUpdate = tbs.time();
  const nextUpdate = tbs.time(); // RFC 5280 section 5.1.2.5 requires it
  const entries = tbs.insideIf(tags.sequence) ?? new DerReader(new Uint8Array());
  const extensions = readOptionalExtensions(tbs, contextTag(0));
  tbs.finish();
  return { issuer, thisUpdate, nextUpdate, entries, extensions };
}

function refusalOfSigner(list: CertificateList, issuer: Certificate): CrlRejected | null {
  if (!sameBytes(list.issuer, issuer.subject)) return rejected("wrong-issuer", "another CA's name");
  if (!mayBeUsedFor(issuer, KeyUsageFlags.cRLSign))
    return rejected("issuer-not-authorised", "key usage without cRLSign");
  const signature = verifySignature(list.signed, issuer.publicKeyInfo);
  if (signature === "right") return null;
  return signature === "wrong"
    ? rejected("wrong-signature", "the signature is not of the issuer's key")
    : rejected("unsupported-algorithm", `AlgorithmIdentifier ${Buffer.from(list.signed.algorithm).toString("hex")}`);
}

const knownExtensions = [id_ce_authorityKeyIdentifier, id_ce_cRLNumber, id_ce_issuingDistributionPoint];

function readScope(extensions: Extensions): Scope | CrlRejected {
  if (extensions.has(id_ce_deltaCRLIndicator)) return rejected("delta-not-supported", "deltaCRLIndicator");
  const unknown = unknownCritical(extensions, knownExtensions);
  if (unknown !== null) return rejected("unknown-critical-extension", unknown);
  const point = contentOf(extensions, id_ce_issuingDistributionPoint, IssuingDistributionPoint);
  if (point === null) return { kind: "scope", addresses: null, onlyEndEntities: false };
  if (point.indirectCRL) return rejected("indirect-not-supported", "indirectCRL");
  if (point.onlyContainsCACerts || point.onlyContainsAttributeCerts || point.onlySomeReasons !== undefined)
    return rejected("scope-not-supported", "for CA or attribute certificates, or for some reasons only");
  const addresses = point.distributionPoint === undefined ? null : addressesOf(point.distributionPoint);
  if (addresses?.length === 0) return rejected("scope-not-supported", "a distribution point without an address");
  return { kind: "scope", addresses, onlyEndEntities: point.onlyContainsUserCerts };
}

/** Whether a certificate is of a CA; one with unreadable basic constraints counts as one. */
function isCa(certificate: Certificate): boolean {
  try {
    return contentOf(certificate.extensions, id_ce_basicConstraints, BasicConstraints)?.cA === true;
  } catch (error) {
    if (error instanceof DerError) return true;
    throw error;
  }
}
