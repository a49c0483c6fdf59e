import {
  AuthorityInfoAccessSyntax,
  CRLDistributionPoints,
  id_ad_ocsp,
  id_ce_cRLDistributionPoints,
  id_ce_keyUsage,
  id_pe_authorityInfoAccess,
  KeyUsage,
  type DistributionPointName,
} from "@peculiar/asn1-x509";
import { contextTag, DerError, readWhole, tags } from "./der.ts";
import { contentOf, readOptionalExtensions, type Extensions } from "./extensions.ts";
import { readSigned, verifySignature, type Signed, type SignatureVerdict } from "./signed.ts";

/**
 * Longest certificate that is read, in bytes; a PIV card holds a few thousand at most (NIST SP
 * 800-73-4).
 */
export const longestCertificate = 65_536;

/**
 * The parts of an X.509 certificate (RFC 5280 section 4.1) that revocation needs. Names and key are
 * DER, views of `der`.
 */
export interface Certificate {
  readonly der: Uint8Array;
  readonly signed: Signed;
  /** `serial`: as `serialOf` formats it; `serialInteger`: the bytes of the INTEGER as received. */
  readonly serial: string;
  readonly serialInteger: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, and its key bits alone, which key hashes cover. */
  readonly publicKeyInfo: Uint8Array;
  readonly publicKeyBits: Uint8Array;
  readonly extensions: Extensions;
}

/**
 * Reads an untrusted DER certificate; null if the bytes are not a certificate. Verifies nothing
 * yet.
 */
export function parseCertificate(der: Uint8Array): Certificate | null {
  if (der.length > longestCertificate) return null;
  try {
    return readWhole(der, (reader) => readCertificate(reader.raw(tags.sequence)));
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** `parseCertificate` for use inside a larger structure: throws DerError. */
export function readCertificate(der: Uint8Array): Certificate {
  const signed = readWhole(der, (reader) => {
    const certificate = reader.inside(tags.sequence);
    const parts = readSigned(certificate);
    certificate.finish();
    return parts;
  });
  return readWhole(signed.tbs, (reader) => {
    const tbs = reader.inside(tags.sequence);
    tbs.insideIf(contextTag(0)); // version
    const serialInteger = tbs.value(tags.integer);
    const algorithm = tbs.raw(tags.sequence);
    if (!sameBytes(algorithm, signed.algorithm)) throw new DerError("two different signature algorithms");
    const issuer = tbs.raw(tags.sequence);
    const validity = tbs.inside(tags.sequence);
    const [notBefore, notAfter] = [validity.time(), validity.time()];
    validity.finish();
    const subject = tbs.raw(tags.sequence);
    const publicKeyInfo = tbs.raw(tags.sequence);
    const publicKeyBits = readWhole(publicKeyInfo, (info) => {
      const key = info.inside(tags.sequence);
      key.next(tags.sequence); // algorithm
      return key.bitString();
    });
    if (tbs.at(issuerUniqueId)) tbs.next();
    if (tbs.at(subjectUniqueId)) tbs.next();
    const extensions = readOptionalExtensions(tbs, contextTag(3));
    tbs.finish();
    return {
      der,
      signed,
      serial: serialOf(serialInteger),
      serialInteger,
      issuer,
      subject,
      notBefore,
      notAfter,
      publicKeyInfo,
      publicKeyBits,
      extensions,
    };
  });
}

const issuerUniqueId = 0x81;
const subjectUniqueId = 0x82;

/**
 * Formats a serial number for comparison: lower-case hexadecimal without leading zeros, of the
 * INTEGER's bytes as received (RFC 5280 section 4.1.2.2 requires positive ones and tolerance of
 * others).
 */
export const serialOf = (integer: Uint8Array): string => normalSerial(Buffer.from(integer).toString("hex"));

/**
 * Formats a serial number that came as text: capitals, colons, spaces and leading zeros are
 * ignored.
 */
export const normalSerial = (text: string): string =>
  text
    .replaceAll(/[:\s]/g, "")
    .toLowerCase()
    .replace(/^0+(?=.)/, "");

/** Whether the issuer's name and key match the certificate; its validity period is not checked. */
export function issuedBy(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  return sameBytes(certificate.issuer, issuer.subject)
    ? verifySignature(certificate.signed, issuer.publicKeyInfo)
    : "wrong";
}

/**
 * Whether the key usage allows any of `flags` (`KeyUsageFlags`); a certificate without key usage
 * allows all. Throws DerError.
 */
export function mayBeUsedFor(certificate: Certificate, flags: number): boolean {
  const usage = contentOf(certificate.extensions, id_ce_keyUsage, KeyUsage);
  return usage === null || (usage.toNumber() & flags) !== 0;
}

/**
 * Lists the addresses of the certificate's OCSP responders (RFC 5280 section 4.2.2.1), in its
 * order.
 */
export function ocspAddresses(certificate: Certificate): string[] {
  const descriptions = readableContent(certificate, id_pe_authorityInfoAccess, AuthorityInfoAccessSyntax) ?? [];
  return descriptions.flatMap(({ accessMethod, accessLocation }) =>
    accessMethod === id_ad_ocsp ? (accessLocation.uniformResourceIdentifier ?? []) : [],
  );
}

/** Lists the addresses of the certificate's CRL (RFC 5280 section 4.2.1.13), in its order. */
export function crlAddresses(certificate: Certificate): string[] {
  const points = readableContent(certificate, id_ce_cRLDistributionPoints, CRLDistributionPoints) ?? [];
  return points.flatMap(({ distributionPoint }) => addressesOf(distributionPoint));
}

/** Lists the addresses in the full name of a distribution point. */
export const addressesOf = (name: DistributionPointName | undefined): string[] =>
  (name?.fullName ?? []).flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? []);

/** Reads the content of an extension; null if it is absent or unreadable. */
function readableContent<T>(certificate: Certificate, id: string, type: new () => T): T | null {
  try {
    return contentOf(certificate.extensions, id, type);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** Whether two byte arrays are equal. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
