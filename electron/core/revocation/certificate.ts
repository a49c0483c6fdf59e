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

/** Longest certificate that is read, in bytes; a PIV card holds a few thousand at most (NIST SP 800-73-4). */
export const longestCertificate = 65_536;

/** An X.509 certificate (RFC 5280 section 4.1) as far as revocation needs it. Names and key are DER, views of `der`. */
export interface Certificate {
  readonly der: Uint8Array;
  readonly signed: Signed;
  /** Lower-case hexadecimal without leading zeros, as `serialOf` makes it, and the bytes of the INTEGER as they came. */
  readonly serial: string;
  readonly serialInteger: Uint8Array;
  readonly issuer: Uint8Array;
  readonly subject: Uint8Array;
  /** Milliseconds since 1970. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SubjectPublicKeyInfo, and the key bits alone, over which key hashes are taken. */
  readonly publicKeyInfo: Uint8Array;
  readonly publicKeyBits: Uint8Array;
  readonly extensions: Extensions;
}

/** Reads a DER certificate, from anywhere; null when it is none. Nothing of it is verified yet. */
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
 * A serial number in the one form in which serials are compared: lower-case hexadecimal without leading zeros, the
 * bytes of the INTEGER taken as they are (RFC 5280 section 4.1.2.2 asks for positive ones and for tolerance of others).
 */
export const serialOf = (integer: Uint8Array): string => normalSerial(Buffer.from(integer).toString("hex"));

/** The same form of a serial that came as text: capitals, colons, spaces and leading zeros do not count. */
export const normalSerial = (text: string): string =>
  text
    .replaceAll(/[:\s]/g, "")
    .toLowerCase()
    .replace(/^0+(?=.)/, "");

/** Whether the issuer's key signed the certificate, which must bear the issuer's name; its validity is another question. */
export function issuedBy(certificate: Certificate, issuer: Certificate): SignatureVerdict {
  return sameBytes(certificate.issuer, issuer.subject)
    ? verifySignature(certificate.signed, issuer.publicKeyInfo)
    : "wrong";
}

/** Whether the key may be used for any of these (`KeyUsageFlags`); a certificate without key usage allows all. Throws DerError. */
export function mayBeUsedFor(certificate: Certificate, flags: number): boolean {
  const usage = contentOf(certificate.extensions, id_ce_keyUsage, KeyUsage);
  return usage === null || (usage.toNumber() & flags) !== 0;
}

/** Addresses of the OCSP responder that the certificate names (RFC 5280 section 4.2.2.1), in its order. */
export function ocspAddresses(certificate: Certificate): string[] {
  const descriptions = readableContent(certificate, id_pe_authorityInfoAccess, AuthorityInfoAccessSyntax) ?? [];
  return descriptions.flatMap(({ accessMethod, accessLocation }) =>
    accessMethod === id_ad_ocsp ? (accessLocation.uniformResourceIdentifier ?? []) : [],
  );
}

/** Addresses of the CRL that the certificate names (RFC 5280 section 4.2.1.13), in its order. */
export function crlAddresses(certificate: Certificate): string[] {
  const points = readableContent(certificate, id_ce_cRLDistributionPoints, CRLDistributionPoints) ?? [];
  return points.flatMap(({ distributionPoint }) => addressesOf(distributionPoint));
}

/** The addresses in the full name of a distribution point. */
export const addressesOf = (name: DistributionPointName | undefined): string[] =>
  (name?.fullName ?? []).flatMap(({ uniformResourceIdentifier }) => uniformResourceIdentifier ?? []);

/** An extension that cannot be read names no address. */
function readableContent<T>(certificate: Certificate, id: string, type: new () => T): T | null {
  try {
    return contentOf(certificate.extensions, id, type);
  } catch (error) {
    if (error instanceof DerError) return null;
    throw error;
  }
}

/** Byte for byte the same. */
export const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
