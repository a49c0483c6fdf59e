import { createHash, X509Certificate as NodeCertificate } from "node:crypto";
import {
  BasicOCSPResponse,
  CertID,
  OCSPRequest,
  OCSPResponse,
  Request,
  TBSRequest,
  type CertStatus,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate, CertificateList } from "@peculiar/asn1-x509";

const sha1 = (bytes: ArrayBuffer): OctetString =>
  new OctetString(createHash("sha1").update(new Uint8Array(bytes)).digest());

/**
 * Polls OCSP and CRL of a sandbox over HTTP, for an answer that any of these certificates is valid.
 */
export interface RevocationWatch {
  /**
   * Ends the watch after one more poll. `answers` counts the statuses received, `valid` lists each
   * one that was valid, with its source.
   */
  stop(): Promise<{ readonly answers: number; readonly valid: readonly string[] }>;
}

/** Starts to watch; resolves when OCSP and CRL have answered once. */
export async function watchRevocation(sandbox: string, serials: readonly string[]): Promise<RevocationWatch> {
  const request = await ocspRequest(sandbox, serials);
  const valid: string[] = [];
  let answers = 0;
  const end = new AbortController();

  async function follow(look: () => Promise<readonly boolean[]>, who: string, first: () => void): Promise<void> {
    do {
      const good = await look();
      answers += good.length;
      for (const [index, each] of good.entries()) if (each) valid.push(`${who}: ${serials[index]}`);
      first();
    } while (!end.signal.aborted);
    // The last answer may be from before the end: poll once more.
    for (const [index, each] of (await look()).entries()) if (each) valid.push(`${who}: ${serials[index]}`);
  }

  const ocsp = async (): Promise<boolean[]> => {
    const headers = { "Content-Type": "application/ocsp-request" };
    const bytes = await bytesOf(fetch(`${sandbox}/ca/ocsp`, { method: "POST", headers, body: request }));
    return ocspStatuses(bytes).map(({ good }) => good !== undefined);
  };
  const crl = async (): Promise<boolean[]> => {
    const { tbsCertList } = AsnConvert.parse(await bytesOf(fetch(`${sandbox}/ca/issuing.crl`)), CertificateList);
    const revoked = new Set(
      (tbsCertList.revokedCertificates ?? []).map((entry) => Buffer.from(entry.userCertificate).toString("hex")),
    );
    return serials.map((serial) => !revoked.has(serial));
  };

  const ends: Promise<void>[] = [];
  const begun = [
    { who: "OCSP", look: ocsp },
    { who: "OCSP", look: ocsp },
    { who: "CRL", look: crl },
  ].map(({ who, look }) => new Promise<void>((resolve, reject) => ends.push(follow(look, who, resolve).catch(reject))));
  await Promise.all(begun);
  return {
    async stop() {
      end.abort();
      await Promise.all(ends);
      return { answers, valid };
    },
  };
}

async function bytesOf(answer: Promise<Response>): Promise<ArrayBuffer> {
  const response = await answer;
  if (!response.ok) throw new Error(`${response.url}: ${response.status}`);
  return response.arrayBuffer();
}

/** Makes one request for all of them (RFC 6960 section 4.1.1). */
async function ocspRequest(sandbox: string, serials: readonly string[]): Promise<ArrayBuffer> {
  const issuer = new NodeCertificate(new Uint8Array(await bytesOf(fetch(`${sandbox}/ca/issuing.cer`))));
  const { subject, subjectPublicKeyInfo } = AsnConvert.parse(issuer.raw, Certificate).tbsCertificate;
  const requestList = serials.map((serial) => {
    const reqCert = new CertID({
      hashAlgorithm: new AlgorithmIdentifier({ algorithm: "1.3.14.3.2.26", parameters: null }),
      issuerNameHash: sha1(AsnConvert.serialize(subject)),
      issuerKeyHash: sha1(subjectPublicKeyInfo.subjectPublicKey),
      serialNumber: new Uint8Array(Buffer.from(serial, "hex")).buffer,
    });
    return new Request({ reqCert });
  });
  return AsnConvert.serialize(new OCSPRequest({ tbsRequest: new TBSRequest({ requestList }) }));
}

function ocspStatuses(bytes: ArrayBuffer): CertStatus[] {
  const { responseBytes } = AsnConvert.parse(bytes, OCSPResponse);
  if (responseBytes === undefined) throw new Error("The responder gives no answer.");
  const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
  return basic.tbsResponseData.responses.map(({ certStatus }) => certStatus);
}
