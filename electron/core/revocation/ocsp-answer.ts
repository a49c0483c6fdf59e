import { readCertificate, serialOf, type Certificate } from "./certificate.ts";
import { contextTag, DerError, readWhole, tags, type DerReader } from "./der.ts";
import { readOptionalExtensions, type Extensions } from "./extensions.ts";
import { readReason, revocation, type Revocation } from "./reason.ts";
import { readSigned, type Signed } from "./signed.ts";

/** A parsed OCSPResponse (RFC 6960 section 4.2.1), not verified. `failed` carries no signature. */
export type OcspAnswer = { readonly kind: "failed"; readonly status: string } | BasicAnswer;

/** A BasicOCSPResponse. */
export interface BasicAnswer {
  readonly kind: "basic";
  readonly signed: Signed;
  readonly responder: ResponderId;
  /** Milliseconds since 1970, as all times here. */
  readonly producedAt: number;
  readonly responses: readonly SingleResponse[];
  readonly extensions: Extensions;
  readonly certificates: readonly Certificate[];
}

/** The signer's identification: its subject (DER), or the SHA-1 of its public key bits. */
export type ResponderId =
  | { readonly by: "name"; readonly name: Uint8Array }
  | { readonly by: "key"; readonly sha1: Uint8Array };

/** The CertID: OID of the hash algorithm, hashes of the issuer's name and key, serial. */
export interface CertificateId {
  readonly hash: string;
  readonly issuerNameHash: Uint8Array;
  readonly issuerKeyHash: Uint8Array;
  readonly serial: string;
}

/** The status of one certificate. */
export interface SingleResponse {
  readonly certificate: CertificateId;
  readonly status: { readonly kind: "good" } | { readonly kind: "unknown" } | Revocation;
  readonly thisUpdate: number;
  readonly nextUpdate: number | null;
  readonly extensions: Extensions;
}

/** OCSPResponseStatus; 4 is not used. */
const failures: ReadonlyMap<number, string> = new Map([
  [1, "malformedRequest"],
  [2, "internalError"],
  [3, "tryLater"],
  [5, "sigRequired"],
  [6, "unauthorized"],
]);

const idPkixOcspBasic = "1.3.6.1.5.5.7.48.1.1";

/**
 * The most certificates that are read from an answer; it carries its signer's and perhaps those
 * above it.
 */
const mostCertificates = 10;

/** Reads a DER OCSPResponse; throws DerError. */
export function readOcspAnswer(der: Uint8Array): OcspAnswer {
  return readWhole(der, (reader) => {
    const response = reader.inside(tags.sequence);
    const status = singleByte(response.value(tags.enumerated));
    if (status !== 0) return { kind: "failed", status: failures.get(status) ?? `status ${status}` };
    const holder = response.inside(contextTag(0));
    response.finish();
    const bytes = holder.inside(tags.sequence);
    holder.finish();
    if (bytes.objectIdentifier() !== idPkixOcspBasic) throw new DerError("not a basic OCSP response");
    const basic = bytes.value(tags.octetString);
    bytes.finish();
    return readWhole(basic, readBasic);
  });
}

function readBasic(reader: DerReader): BasicAnswer {
  const basic = reader.inside(tags.sequence);
  const signed = readSigned(basic);
  const list = basic.insideIf(contextTag(0))?.inside(tags.sequence) ?? null;
  const certificates = list === null ? [] : readCertificates(list);
  basic.finish();
  return { kind: "basic", signed, certificates, ...readWhole(signed.tbs, readResponseData) };
}

function readCertificates(list: DerReader): Certificate[] {
  const certificates: Certificate[] = [];
  while (list.more && certificates.length < mostCertificates)
    certificates.push(readCertificate(list.raw(tags.sequence)));
  return certificates;
}

function readResponseData(reader: DerReader): Omit<BasicAnswer, "kind" | "signed" | "certificates"> {
  const data = reader.inside(tags.sequence);
  const version = data.insideIf(contextTag(0));
  if (version !== null && singleByte(version.value(tags.integer)) !== 0) throw new DerError("not version 1");
  const responder = readResponderId(data);
  const producedAt = data.time();
  const responses: SingleResponse[] = [];
  const list = data.inside(tags.sequence);
  while (list.more) responses.push(readSingleResponse(list.inside(tags.sequence)));
  const extensions = readOptionalExtensions(data, contextTag(1));
  data.finish();
  return { responder, producedAt, responses, extensions };
}

function readResponderId(data: DerReader): ResponderId {
  const byName = data.insideIf(contextTag(1));
  const holder = byName ?? data.inside(contextTag(2));
  const responder: ResponderId =
    byName === null
      ? { by: "key", sha1: holder.value(tags.octetString) }
      : { by: "name", name: holder.raw(tags.sequence) };
  holder.finish();
  return responder;
}

function readSingleResponse(single: DerReader): SingleResponse {
  const id = single.inside(tags.sequence);
  const algorithm = id.inside(tags.sequence);
  const certificate = {
    hash: algorithm.objectIdentifier(),
    issuerNameHash: id.value(tags.octetString),
    issuerKeyHash: id.value(tags.octetString),
    serial: serialOf(id.value(tags.integer)),
  };
  id.finish();
  const status = readStatus(single);
  const thisUpdate = single.time();
  const nextUpdate = single.insideIf(contextTag(0))?.time() ?? null;
  const extensions = readOptionalExtensions(single, contextTag(1));
  single.finish();
  return { certificate, status, thisUpdate, nextUpdate, extensions };
}

const goodTag = 0x80;
const revokedTag = contextTag(1);
const unknownTag = 0x82;

function readStatus(single: DerReader): SingleResponse["status"] {
  const revoked = single.insideIf(revokedTag);
  if (revoked !== null) {
    const time = revoked.time();
    const reason = revoked.insideIf(contextTag(0))?.value(tags.enumerated);
    revoked.finish();
    return revocation(reason === undefined ? "unspecified" : readReason(reason), time);
  }
  const kind = single.at(goodTag) ? "good" : "unknown";
  if (single.value(kind === "good" ? goodTag : unknownTag).length > 0) throw new DerError("a status that is not NULL");
  return { kind };
}

function singleByte(value: Uint8Array): number {
  const [byte] = value;
  if (byte === undefined || value.length !== 1) throw new DerError("a number of more than one byte");
  return byte;
}
