import { createHash } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { SubjectPublicKeyInfo } from "@peculiar/asn1-x509";
import type { X509Certificate } from "./x509.ts";

/**
 * Hashes the public key's bits, without tag, length and unused-bits octet: key identifiers and RFC
 * 6960 KeyHash.
 */
export function publicKeyHash(certificate: X509Certificate, hash: "sha1" | "sha256"): Buffer {
  const { subjectPublicKey } = AsnConvert.parse(certificate.publicKey.rawData, SubjectPublicKeyInfo);
  return createHash(hash).update(new Uint8Array(subjectPublicKey)).digest();
}
