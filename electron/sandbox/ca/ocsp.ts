import { createHash, sign } from "node:crypto";
import {
  BasicOCSPResponse,
  type CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_nonce,
  KeyHash,
  Nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  ResponderID,
  ResponseBytes,
  ResponseData,
  RevokedInfo,
  SingleResponse,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { Certificate, CRLReason, CRLReasons, type Extension } from "@peculiar/asn1-x509";
import type { Hierarchy } from "./hierarchy.ts";
import { ecdsaWithSha256 } from "./issue.ts";
import { publicKeyHash } from "./public-key-hash.ts";
import type { Statuses } from "./statuses.ts";

/** Hash algorithms of a CertID, by object identifier. */
const certIdHashes = { "1.3.14.3.2.26": "sha1", "2.16.840.1.101.3.4.2.1": "sha256" } as const;

/**
 * Returns the responder of the issuing CA: it turns a DER request into the DER response of `at`
 * (RFC 6960). It answers for the CA's records and says `unknown` of anything else. There is no
 * nextUpdate: newer information is available all the time (section 4.2.2.1), so that no client
 * caches `good` beyond a hold.
 */
export function openOcsp(statuses: Statuses, hierarchy: Hierarchy): (request: Buffer, at: Date) => Buffer {
  const { issuing, ocspResponder } = hierarchy;
  const issuerName = new Uint8Array(issuing.certificate.subjectName.toArrayBuffer());
  const issuerHashes = Object.entries(certIdHashes).map(([algorithm, hash]) => ({
    algorithm,
    name: createHash(hash).update(issuerName).digest(),
    key: publicKeyHash(issuing.certificate, hash),
  }));
  const responderID = new ResponderID({ byKey: new KeyHash(publicKeyHash(ocspResponder.certificate, "sha1")) });
  // Includes the issuing certificate: a client that knows only the root can build the path.
  const certs = [ocspResponder, issuing].map(({ certificate }) => AsnConvert.parse(certificate.rawData, Certificate));

  function isOurs(id: CertID): boolean {
    const nameHash = Buffer.from(id.issuerNameHash.buffer);
    const keyHash = Buffer.from(id.issuerKeyHash.buffer);
    return issuerHashes.some(
      ({ algorithm, name, key }) =>
        id.hashAlgorithm.algorithm === algorithm && name.equals(nameHash) && key.equals(keyHash),
    );
  }

  function statusOf(id: CertID): CertStatus {
    const serial = serialOf(id);
    if (!isOurs(id) || statuses.find(serial) === null) return new CertStatus({ unknown: null });
    const revocation = statuses.revocation(serial);
    if (revocation === null) return new CertStatus({ good: null });
    const { reason, revokedAt } = revocation;
    const revocationTime = wholeSeconds(new Date(revokedAt));
    if (reason === "unspecified") return new CertStatus({ revoked: new RevokedInfo({ revocationTime }) });
    const revocationReason = new CRLReason(CRLReasons[reason]);
    return new CertStatus({ revoked: new RevokedInfo({ revocationTime, revocationReason }) });
  }

  return (request, at) => {
    const question = parseRequest(request);
    if (question === null) return Buffer.from(AsnConvert.serialize(malformedRequest));
    const thisUpdate = wholeSeconds(at);
    const tbsResponseData = new ResponseData({
      responderID,
      producedAt: thisUpdate,
      responses: question.ids.map((certID) => new SingleResponse({ certID, certStatus: statusOf(certID), thisUpdate })),
      ...(question.nonce === null ? {} : { responseExtensions: [question.nonce] }),
    });
    const signature = sign("sha256", Buffer.from(AsnConvert.serialize(tbsResponseData)), ocspResponder.privateKey);
    const basic = new BasicOCSPResponse({
      tbsResponseData,
      signatureAlgorithm: ecdsaWithSha256,
      signature: new Uint8Array(signature).buffer,
      certs,
    });
    const response = new OCSPResponse({
      responseStatus: OCSPResponseStatus.successful,
      responseBytes: new ResponseBytes({
        responseType: id_pkix_ocsp_basic,
        response: new OctetString(AsnConvert.serialize(basic)),
      }),
    });
    return Buffer.from(AsnConvert.serialize(response));
  };
}

const malformedRequest = new OCSPResponse({ responseStatus: OCSPResponseStatus.malformedRequest });

interface Question {
  readonly ids: readonly CertID[];
  readonly nonce: Extension | null;
}

/**
 * Parses a request; null if it is not one of RFC 6960 section 4.1. A signature on it is neither
 * required nor read.
 */
function parseRequest(request: Buffer): Question | null {
  try {
    const { requestList, requestExtensions = [] } = AsnConvert.parse(request, OCSPRequest).tbsRequest;
    const nonce = requestExtensions.find(({ extnID }) => extnID === id_pkix_ocsp_nonce) ?? null;
    const others = [...requestExtensions, ...requestList.flatMap((one) => one.singleRequestExtensions ?? [])];
    if (requestList.length === 0) return null;
    if (nonce !== null && !isNonce(nonce)) return null;
    if (others.some((extension) => extension.critical && extension !== nonce)) return null;
    const ids = requestList.map(({ reqCert }) => reqCert);
    // The response repeats each CertID. The parser keeps algorithm parameters unread, so some that
    // it accepts cannot be serialized: find out here.
    for (const id of ids) AsnConvert.serialize(id);
    return { ids, nonce };
  } catch {
    return null;
  }
}

/** A nonce has 1 to 128 octets (RFC 9654 section 2.1; the older RFC 8954 stops at 32). */
function isNonce(extension: Extension): boolean {
  const { byteLength } = AsnConvert.parse(extension.extnValue.buffer, Nonce);
  return byteLength >= 1 && byteLength <= 128;
}

/** Returns the serial as it is on record: without the sign octet. */
function serialOf(id: CertID): string {
  return Buffer.from(id.serialNumber)
    .toString("hex")
    .replace(/^(?:00)+(?=.)/, "");
}

/** Cuts off the fraction of a second: GeneralizedTime has none (RFC 5280 section 4.1.2.5.2). */
function wholeSeconds(date: Date): Date {
  return new Date(Math.floor(date.getTime() / 1000) * 1000);
}
