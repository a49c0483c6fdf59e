import { createHash } from "node:crypto";
import {
  CertID,
  id_pkix_ocsp_extended_revoke,
  id_pkix_ocsp_nocheck,
  id_pkix_ocsp_nonce,
  OCSPRequest,
  Request,
  TBSRequest,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  ExtendedKeyUsage,
  Extension,
  id_ce_basicConstraints,
  id_ce_extKeyUsage,
  id_ce_keyUsage,
  id_kp_OCSPSigning,
  KeyUsageFlags,
} from "@peculiar/asn1-x509";
import { issuedBy, mayBeUsedFor, sameBytes, type Certificate } from "./certificate.ts";
import { DerError, readWhole, tags } from "./der.ts";
import { contentOf, unknownCritical } from "./extensions.ts";
import {
  readOcspAnswer,
  type BasicAnswer,
  type CertificateId,
  type ResponderId,
  type SingleResponse,
} from "./ocsp-answer.ts";
import { periodVerdict, type Clock } from "./period.ts";
import type { Revocation } from "./reason.ts";
import { verifySignature, type Signed } from "./signed.ts";

/**
 * Longest OCSP answer that is read, in bytes: a status and a few certificates take 2,000 to 10,000.
 */
export const longestOcspAnswer = 65_536;

/**
 * The signer of an answer: the CA itself, or a responder that the CA certified. Without `noCheck`
 * (id-pkix-ocsp-nocheck) the responder's certificate may have been revoked, and the caller must
 * check that (RFC 6960 section 4.2.2.2.1).
 */
export type OcspSigner =
  | { readonly kind: "issuer" }
  | { readonly kind: "delegated"; readonly certificate: Certificate; readonly noCheck: boolean };

/**
 * The verified status. `unknown`: the CA does not know the certificate. `nextUpdate` null: newer
 * information may exist at any time.
 */
export type OcspStatus = ({ readonly kind: "good" } | { readonly kind: "unknown" } | Revocation) & {
  readonly thisUpdate: Date;
  readonly nextUpdate: Date | null;
  readonly producedAt: Date;
  readonly signer: OcspSigner;
};

/** Why an answer was rejected. */
type OcspRejection =
  | "oversize"
  | "malformed"
  /**
   * An unsigned error of the responder; `detail` has its name, such as tryLater (RFC 6960 section
   * 2.3).
   */
  | "not-successful"
  /** The certificate was not signed by this issuer, so no answer of the issuer covers it. */
  | "certificate-not-of-issuer"
  | "unsupported-algorithm"
  | "wrong-signature"
  | "responder-not-authorised"
  | "unknown-critical-extension"
  | "nonce-missing"
  | "nonce-mismatch"
  | "other-certificate"
  | "not-yet-valid"
  | "expired";

export interface OcspRejected {
  readonly kind: "rejected";
  readonly why: OcspRejection;
  /** For support, in English. */
  readonly detail: string;
}

const rejected = (why: OcspRejection, detail: string): OcspRejected => ({ kind: "rejected", why, detail });

/**
 * SHA-1 identifies the certificate, as every responder supports it (RFC 5019 section 2.1.1); no
 * security depends on it here.
 */
const sha1 = "1.3.14.3.2.26";

/** Hash algorithms with which an answer may identify the certificate. */
const certificateIdHashes: ReadonlyMap<string, string> = new Map([
  [sha1, "sha1"],
  ["2.16.840.1.101.3.4.2.1", "sha256"],
  ["2.16.840.1.101.3.4.2.2", "sha384"],
  ["2.16.840.1.101.3.4.2.3", "sha512"],
]);

/**
 * Builds an OCSPRequest (RFC 6960 section 4.1.1), DER, for one certificate. `nonce`: 16 to 32
 * random bytes (RFC 8954; RFC 9654 recommends 32), otherwise throws RangeError; null: no nonce.
 */
export function buildOcspRequest(input: {
  certificate: Pick<Certificate, "serialInteger">;
  issuer: Certificate;
  nonce: Uint8Array | null;
}): Uint8Array {
  const { certificate, issuer, nonce } = input;
  if (nonce !== null && (nonce.length < 16 || nonce.length > 32)) throw new RangeError("A nonce has 16 to 32 bytes.");
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: sha1, parameters: null }),
    issuerNameHash: new OctetString(digest("sha1", issuer.subject)),
    issuerKeyHash: new OctetString(digest("sha1", issuer.publicKeyBits)),
    serialNumber: Uint8Array.from(certificate.serialInteger).buffer,
  });
  const tbsRequest = new TBSRequest({ requestList: [new Request({ reqCert })] });
  if (nonce !== null) {
    const extnValue = new OctetString(AsnConvert.serialize(new OctetString(nonce)));
    tbsRequest.requestExtensions = [new Extension({ extnID: id_pkix_ocsp_nonce, extnValue })];
  }
  return new Uint8Array(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}

/**
 * A request with the response to verify. The clock tolerance is also the greatest age of an answer
 * without nextUpdate.
 */
export interface OcspQuestion extends SerialQuestion {
  readonly certificate: Certificate;
}

/** The same for a serial number alone. */
interface SerialQuestion extends Clock {
  /** The responder's answer. */
  readonly response: Uint8Array;
  readonly certificate: Pick<Certificate, "serial">;
  /** The CA that issued the certificate; the caller trusts it. */
  readonly issuer: Certificate;
  /** The nonce of the request; null: none, and a nonce in the answer is ignored. */
  readonly nonce: Uint8Array | null;
}

/**
 * Verifies an OCSPResponse by RFC 6960 section 3.2: the signature, the signer's authority (section
 * 4.2.2.2), the certificate and the nonce (RFC 8954) of the request, and the times. Returns a
 * verdict for any bytes; unsigned content only decides why the answer was rejected.
 */
export function verifyOcspResponse(question: OcspQuestion): OcspStatus | OcspRejected {
  const { certificate, issuer } = question;
  const issuance = issuedBy(certificate, issuer);
  if (issuance === "unsupported") return unsupported(certificate.signed);
  if (issuance === "wrong") return rejected("certificate-not-of-issuer", "another CA or key signed it");
  return verifyOcspAnswer(question);
}

/**
 * Runs the checks of `verifyOcspResponse` for a serial number alone. Without its certificate the
 * status in the answer is worth nothing; the verdict only shows that the responder works.
 */
export function verifyOcspAnswer(question: SerialQuestion): OcspStatus | OcspRejected {
  const { response } = question;
  if (response.length > longestOcspAnswer) return rejected("oversize", `${response.length} bytes`);
  try {
    const answer = readOcspAnswer(response);
    if (answer.kind === "failed") return rejected("not-successful", answer.status);
    const signer = findSigner(answer, question);
    return signer.kind === "rejected" ? signer : readStatus(answer, signer, question);
  } catch (error) {
    if (error instanceof DerError) return rejected("malformed", error.message);
    throw error;
  }
}

/** Finds the signer by the name or key in the answer, and checks its authority and signature. */
function findSigner(answer: BasicAnswer, question: SerialQuestion): OcspSigner | OcspRejected {
  const { issuer } = question;
  if (isNamedBy(answer.responder, issuer)) return wrongSignature(answer.signed, issuer) ?? { kind: "issuer" };
  const verdicts = answer.certificates
    .filter((certificate) => isNamedBy(answer.responder, certificate))
    .map((certificate) => delegatedSigner(certificate, answer, question));
  return (
    verdicts.find(({ kind }) => kind !== "rejected") ??
    verdicts[0] ??
    rejected("responder-not-authorised", "not the CA, and the answer does not bring its signer's certificate")
  );
}

/** Checks the authority before the signature: a key that the CA did not certify is never used. */
function delegatedSigner(
  certificate: Certificate,
  answer: BasicAnswer,
  question: SerialQuestion,
): OcspSigner | OcspRejected {
  const obstacle = whyNotAuthorised(certificate, question);
  if (obstacle !== null) return rejected("responder-not-authorised", obstacle);
  const noCheck = certificate.extensions.has(id_pkix_ocsp_nocheck);
  return wrongSignature(answer.signed, certificate) ?? { kind: "delegated", certificate, noCheck };
}

/**
 * Returns why a responder is not authorised, or null. RFC 6960 section 4.2.2.2: its certificate
 * must be issued directly by the CA of the certificate in question, have id-kp-OCSPSigning, and
 * still be valid.
 */
function whyNotAuthorised(certificate: Certificate, question: SerialQuestion): string | null {
  if (issuedBy(certificate, question.issuer) !== "right") return "the responder's certificate is not of this CA";
  const purposes = contentOf(certificate.extensions, id_ce_extKeyUsage, ExtendedKeyUsage);
  if (purposes?.includes(id_kp_OCSPSigning) !== true) return "the responder's certificate is not for OCSP signing";
  if (!mayBeUsedFor(certificate, KeyUsageFlags.digitalSignature | KeyUsageFlags.nonRepudiation))
    return "the responder's key is not for signatures";
  const unknown = unknownCritical(certificate.extensions, certificateExtensions);
  if (unknown !== null) return `the responder's certificate has the unknown critical extension ${unknown}`;
  const validity = periodVerdict(certificate.notBefore, certificate.notAfter, question);
  return validity === "current" ? null : `the responder's certificate is ${validity}`;
}

const certificateExtensions = [id_ce_keyUsage, id_ce_extKeyUsage, id_ce_basicConstraints, id_pkix_ocsp_nocheck];

function wrongSignature(signed: Signed, signer: Certificate): OcspRejected | null {
  const verdict = verifySignature(signed, signer.publicKeyInfo);
  if (verdict === "right") return null;
  return verdict === "unsupported" ? unsupported(signed) : rejected("wrong-signature", "not of the key that it names");
}

const unsupported = ({ algorithm }: Signed): OcspRejected =>
  rejected("unsupported-algorithm", `AlgorithmIdentifier ${Buffer.from(algorithm).toString("hex")}, or the key's kind`);

/** Reads the status from an answer whose signature was verified. */
function readStatus(answer: BasicAnswer, signer: OcspSigner, question: SerialQuestion): OcspStatus | OcspRejected {
  const { certificate, issuer, nonce } = question;
  const wrongNonce = nonce === null ? null : checkNonce(answer, nonce);
  if (wrongNonce !== null) return wrongNonce;
  const [single, ...more] = answer.responses.filter((response) => isAbout(response.certificate, certificate, issuer));
  if (single === undefined) return rejected("other-certificate", `${answer.responses.length} other certificates`);
  if (more.length > 0) return rejected("malformed", "more than one status for the certificate");
  const unknown =
    unknownCritical(answer.extensions, [id_pkix_ocsp_nonce, id_pkix_ocsp_extended_revoke]) ??
    unknownCritical(single.extensions, []);
  if (unknown !== null) return rejected("unknown-critical-extension", unknown);

  const { thisUpdate, nextUpdate } = single;
  if (nextUpdate !== null && nextUpdate < thisUpdate) return rejected("malformed", "nextUpdate before thisUpdate");
  const period = periodVerdict(Math.max(thisUpdate, answer.producedAt), nextUpdate ?? thisUpdate, question);
  if (period !== "current") return rejected(period, `${isoTime(thisUpdate)} to ${isoTime(nextUpdate)}`);
  return {
    ...(isNeverIssued(single, answer) ? { kind: "unknown" } : single.status),
    thisUpdate: new Date(thisUpdate),
    nextUpdate: nextUpdate === null ? null : new Date(nextUpdate),
    producedAt: new Date(answer.producedAt),
    signer,
  };
}

function checkNonce(answer: BasicAnswer, nonce: Uint8Array): OcspRejected | null {
  const extension = answer.extensions.get(id_pkix_ocsp_nonce);
  if (extension === undefined) return rejected("nonce-missing", "the answer may be an old one");
  const value = readWhole(extension.value, (reader) => reader.value(tags.octetString));
  return sameBytes(value, nonce) ? null : rejected("nonce-mismatch", "the answer is for another request");
}

function isAbout(id: CertificateId, certificate: SerialQuestion["certificate"], issuer: Certificate): boolean {
  const hash = certificateIdHashes.get(id.hash);
  return (
    hash !== undefined &&
    id.serial === certificate.serial &&
    sameBytes(id.issuerNameHash, digest(hash, issuer.subject)) &&
    sameBytes(id.issuerKeyHash, digest(hash, issuer.publicKeyBits))
  );
}

const isNamedBy = (responder: ResponderId, certificate: Certificate): boolean =>
  responder.by === "name"
    ? sameBytes(responder.name, certificate.subject)
    : sameBytes(responder.sha1, digest("sha1", certificate.publicKeyBits));

/**
 * Whether the CA never issued the serial: it may report such a serial as on hold since 1970 (RFC
 * 6960 section 4.4.8).
 */
const isNeverIssued = ({ status }: SingleResponse, answer: BasicAnswer): boolean =>
  answer.extensions.has(id_pkix_ocsp_extended_revoke) && status.kind === "onHold" && status.revokedAt.getTime() === 0;

const digest = (hash: string, bytes: Uint8Array): Buffer => createHash(hash).update(bytes).digest();

const isoTime = (time: number | null): string => (time === null ? "no nextUpdate" : new Date(time).toISOString());
