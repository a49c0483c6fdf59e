import { randomBytes } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { Name as AsnName } from "@peculiar/asn1-x509";
import type { CaRecord } from "./ca.ts";
import { issue, type KeyedCertificate } from "./issue.ts";
import {
  AuthorityInfoAccessExtension,
  BasicConstraintsExtension,
  CRLDistributionPointsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  Name,
  SubjectAlternativeNameExtension,
} from "./x509.ts";

/** Key usages by purpose. An EC key encrypts by key agreement (RFC 5480 section 3). */
const usages = {
  authentication: { key: KeyUsageFlags.digitalSignature, extended: ExtendedKeyUsage.clientAuth },
  signature: { key: KeyUsageFlags.nonRepudiation, extended: ExtendedKeyUsage.emailProtection },
  encryption: { key: KeyUsageFlags.keyAgreement, extended: ExtendedKeyUsage.emailProtection },
} as const satisfies Record<CaRecord["purpose"], { key: KeyUsageFlags; extended: ExtendedKeyUsage }>;

/**
 * Makes the certificate of a record, with a new key. It names OCSP, CRL and issuer under `baseUrl`.
 */
export function issueEndEntity(
  record: CaRecord,
  issuing: KeyedCertificate,
  baseUrl: string,
): Promise<KeyedCertificate> {
  const at = (path: string): string => new URL(path, baseUrl).href;
  const usage = usages[record.purpose];
  return issue(
    {
      serial: record.serial,
      subject: parseName(record.subject),
      notBefore: new Date(record.notBefore),
      notAfter: new Date(record.notAfter),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(usage.key, true),
        new ExtendedKeyUsageExtension([usage.extended]),
        new AuthorityInfoAccessExtension({ ocsp: at("/ca/ocsp"), caIssuers: at("/ca/issuing.cer") }),
        new CRLDistributionPointsExtension([at("/ca/issuing.crl")]),
      ],
    },
    issuing,
  );
}

/** Makes a certificate, valid for a year, for a TLS server on this machine. */
export function issueServer(issuing: KeyedCertificate, now: Date): Promise<KeyedCertificate> {
  const day = 86_400_000;
  return issue(
    {
      serial: `5e${randomBytes(15).toString("hex")}`,
      subject: new Name("O=CardDesk Sandbox,CN=127.0.0.1"),
      notBefore: new Date(now.getTime() - day),
      notAfter: new Date(now.getTime() + 365 * day),
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: "ip", value: "127.0.0.1" },
          { type: "dns", value: "localhost" },
        ]),
      ],
    },
    issuing,
  );
}

// Attribute types of names that @peculiar/x509 does not know by itself.
const furtherAttributes = { UID: "0.9.2342.19200300.100.1.1", serialNumber: "2.5.4.5" };

/**
 * Reads an RFC 4514 name. Its string form begins with the last RDN of the ASN.1 sequence (section
 * 2.1); the library leaves this order to the caller. Names that the library would misread are
 * refused: hexadecimal escapes (`\2C`), and RDNs of several values.
 */
function parseName(text: string): Name {
  const read = AsnConvert.parse(new Name(text, furtherAttributes).toArrayBuffer(), AsnName);
  if (read.length === 0 || read.some((rdn) => rdn.length > 1) || /\\[0-9a-f]{2}/i.test(text)) {
    throw new Error("The subject is not a name that this CA can encode.");
  }
  return new Name(new AsnName(read.toReversed()));
}
