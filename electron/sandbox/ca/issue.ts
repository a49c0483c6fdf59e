import { createPrivateKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { AlgorithmIdentifier } from "@peculiar/asn1-x509";
import {
  AuthorityKeyIdentifierExtension,
  type Extension,
  Name,
  PublicKey,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "./x509.ts";

/**
 * The signature algorithm of this CA: ecdsa-with-SHA256, parameters absent (RFC 5758 section 3.2).
 */
export const ecdsaWithSha256 = new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });

const ecdsaP256 = { name: "ECDSA", namedCurve: "P-256" };

/** A certificate and its EC P-256 private key. */
export interface KeyedCertificate {
  readonly certificate: X509Certificate;
  readonly privateKey: KeyObject;
}

/** The same, as stored and handed out: DER certificate, PKCS #8 DER key. */
export interface KeyedCertificateDer {
  readonly certificate: Buffer;
  readonly privateKey: Buffer;
}

export function toDer({ certificate, privateKey }: KeyedCertificate): KeyedCertificateDer {
  return {
    certificate: Buffer.from(certificate.rawData),
    privateKey: privateKey.export({ type: "pkcs8", format: "der" }),
  };
}

export function fromDer({ certificate, privateKey }: KeyedCertificateDer): KeyedCertificate {
  return {
    certificate: new X509Certificate(new Uint8Array(certificate)),
    privateKey: createPrivateKey({ key: privateKey, type: "pkcs8", format: "der" }),
  };
}

/**
 * The content of a certificate. `serial` is hexadecimal; subject and authority key identifiers are
 * added to the extensions.
 */
export interface CertificateContent {
  readonly serial: string;
  readonly subject: Name;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly extensions: readonly Extension[];
}

/**
 * Makes a new key and its certificate, signed by `issuer` with ECDSA and SHA-256; self-signed
 * without an issuer.
 */
export async function issue(content: CertificateContent, issuer?: KeyedCertificate): Promise<KeyedCertificate> {
  const keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const publicKey = new PublicKey(keys.publicKey.export({ type: "spki", format: "der" }));
  const signingKey = (issuer?.privateKey ?? keys.privateKey).export({ type: "pkcs8", format: "der" });
  const certificate = await X509CertificateGenerator.create({
    serialNumber: content.serial,
    subject: content.subject,
    issuer: issuer?.certificate.subjectName ?? content.subject,
    notBefore: content.notBefore,
    notAfter: content.notAfter,
    publicKey,
    signingKey: await crypto.subtle.importKey("pkcs8", new Uint8Array(signingKey), ecdsaP256, false, ["sign"]),
    extensions: [
      ...content.extensions,
      await SubjectKeyIdentifierExtension.create(publicKey),
      await AuthorityKeyIdentifierExtension.create(issuer?.certificate.publicKey ?? publicKey),
    ],
  });
  return { certificate, privateKey: keys.privateKey };
}
