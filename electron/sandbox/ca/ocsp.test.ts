import { X509Certificate } from "node:crypto";
import {
  BasicOCSPResponse,
  CertID,
  id_pkix_ocsp_nonce,
  Nonce,
  OCSPRequest,
  OCSPResponse,
  OCSPResponseStatus,
  Request,
  TBSRequest,
} from "@peculiar/asn1-ocsp";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Extension } from "@peculiar/asn1-x509";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { record, startTestCa, type TestCa } from "../../../test/fixtures/sandbox-ca.ts";

async function started(): Promise<TestCa> {
  const testCa = await startTestCa();
  testCa.ca.register([record("4a01"), record("4a02"), record("4a03"), record("ff04")]);
  testCa.ca.hold("4a02");
  testCa.ca.revoke("4a03", "keyCompromise");
  return testCa;
}

describe("openssl ocsp", () => {
  test("gets an answer to each of several certificates, by SHA-1 and by SHA-256, in one request", async () => {
    await using testCa = await started();
    for (const hash of ["-sha1", "-sha256"]) {
      const serials = ["0x4a02", "0x4a03", "0xff04", "0xbeef"].flatMap((serial) => [hash, "-serial", serial]);
      const answer = await testCa.ocsp("4a01", "-issuer", "issuing.pem", ...serials, hash);
      expect(answer).toContain("Response verify OK");
      const [hold, compromise, good, unknown, first] = answer.split(/^(?=0x|4a01\.pem)/m).slice(-5);
      expect(first).toMatch(/^4a01.pem: good/);
      expect(hold).toMatch(/^0x4a02: revoked[^]*Reason: certificateHold[^]*Revocation Time:/);
      expect(compromise).toMatch(/^0x4a03: revoked[^]*Reason: keyCompromise[^]*Revocation Time:/);
      expect(good).toMatch(/^0xff04: good/);
      expect(unknown).toMatch(/^0xbeef: unknown/);
    }
  });

  test("gets unknown for a certificate of another issuer, and for a CertID with an unsupported hash", async () => {
    await using testCa = await started();
    const question = ["-url", `${testCa.url}/ca/ocsp`, "-CAfile", "root.pem"];
    const otherIssuer = await testCa.openssl(
      "ocsp",
      ...question,
      "-issuer",
      "root.pem",
      "-serial",
      "0x4a01",
      "-noverify",
    );
    expect(otherIssuer).toContain("0x4a01: unknown");
    expect(await testCa.ocsp("4a01", "-sha512")).toContain("4a01.pem: unknown");
  });

  test("gets its nonce back, and none if it sent none", async () => {
    await using testCa = await started();
    const asked = await testCa.ocsp("4a01", "-text");
    const nonces = [...asked.matchAll(/OCSP Nonce: \n\s+(\w+)/g)].map((match) => match[1]);
    expect(nonces).toHaveLength(2);
    expect(nonces[0]).toBe(nonces[1]);
    // OpenSSL compares them, too: it refuses the answer to another request.
    await testCa.ocsp("4a01", "-reqout", "first.der", "-respout", "first-answer.der");
    await testCa.ocsp("4a01", "-reqout", "second.der");
    const answer = ["-respin", "first-answer.der", "-CAfile", "root.pem"];
    expect(await testCa.openssl("ocsp", "-reqin", "first.der", ...answer)).toContain("Response verify OK");
    expect(await testCa.openssl("ocsp", "-reqin", "second.der", ...answer)).toContain("Nonce Verify error");
    expect(await testCa.ocsp("4a01", "-no_nonce", "-resp_text")).not.toContain("Nonce:");
  });

  test("finds the responder by key, delegated by the issuing CA, and gets no nextUpdate", async () => {
    await using testCa = await started();
    const answer = await testCa.ocsp("4a01", "-resp_text");
    const responder = /Responder Id: (\w{40})\n/.exec(answer)?.[1];
    const keyIdentifiers = [...answer.matchAll(/Subject Key Identifier: \n\s+(.+)/g)].map((match) => match[1]);
    expect(keyIdentifiers).toContain(responder?.replaceAll(/(..)(?=.)/g, "$1:"));
    expect(answer).toContain("Response Type: Basic OCSP Response");
    expect(answer).not.toContain("Next Update");
    // Trust in the issuing CA alone is enough for a client; trust in another root is not.
    expect(await testCa.ocsp("4a01", "-CAfile", "issuing.pem", "-partial_chain")).toContain("Response verify OK");
    await using stranger = await startTestCa();
    await testCa.file("stranger.pem", Buffer.from(new X509Certificate(stranger.ca.root).toString()));
    expect(await testCa.ocsp("4a01", "-CAfile", "stranger.pem")).toContain("Response Verify Failure");
  });

  test("gets malformedRequest for a malformed request, and status 503 while the CA is down", async () => {
    await using testCa = await started();
    await testCa.file("answer.der", await testCa.ca.ocsp(Buffer.from("no request")));
    const answer = await testCa.openssl("ocsp", "-respin", "answer.der", "-CAfile", "root.pem");
    expect(answer).toContain("Responder Error: malformedrequest (1)");
    testCa.ca.setDown(true);
    const question = ["-url", `${testCa.url}/ca/ocsp`, "-CAfile", "root.pem"];
    const down = await testCa.openssl("ocsp", ...question, "-issuer", "issuing.pem", "-serial", "0x4a01");
    expect(down).toContain("Error querying OCSP responder");
    expect(down).toContain("503");
  });
});

function requestWith(requestExtensions: Extension[], singleRequestExtensions: Extension[] = []): Buffer {
  const reqCert = new CertID({
    hashAlgorithm: new AlgorithmIdentifier({ algorithm: "1.3.14.3.2.26", parameters: null }),
    issuerNameHash: new OctetString(20),
    issuerKeyHash: new OctetString(20),
    serialNumber: Uint8Array.of(0x4a, 0x01).buffer,
  });
  const requestList = [
    new Request({ reqCert, ...(singleRequestExtensions.length > 0 && { singleRequestExtensions }) }),
  ];
  const tbsRequest = new TBSRequest({ requestList, ...(requestExtensions.length > 0 && { requestExtensions }) });
  return Buffer.from(AsnConvert.serialize(new OCSPRequest({ tbsRequest })));
}

const nonce = (octets: number): Extension =>
  new Extension({
    extnID: id_pkix_ocsp_nonce,
    extnValue: new OctetString(AsnConvert.serialize(new Nonce(new Uint8Array(octets).fill(7)))),
  });

const unheardOf = (critical: boolean): Extension =>
  new Extension({ extnID: "1.3.6.1.4.1.99999.1", critical, extnValue: new OctetString([5, 0]) });

/** Replaces the NULL after the object identifier of SHA-1 with an empty UTCTime. */
function withEmptyTime(request: Buffer): Buffer {
  const sha1 = Buffer.from("06052b0e03021a0500", "hex");
  const at = request.indexOf(sha1);
  if (at === -1) throw new Error("The request names no SHA-1.");
  const copy = Buffer.from(request);
  copy[at + sha1.length - 2] = 0x17;
  return copy;
}

const statusOf = (response: Buffer): OCSPResponseStatus => AsnConvert.parse(response, OCSPResponse).responseStatus;

describe("requests that openssl does not send", () => {
  const { successful, malformedRequest } = OCSPResponseStatus;

  test.each([
    ["a nonce of 1 octet", requestWith([nonce(1)]), successful],
    ["a nonce of 128 octets", requestWith([nonce(128)]), successful],
    ["an empty nonce", requestWith([nonce(0)]), malformedRequest],
    ["a nonce of 129 octets", requestWith([nonce(129)]), malformedRequest],
    ["an unknown extension", requestWith([unheardOf(false)], [unheardOf(false)]), successful],
    ["an unknown critical extension", requestWith([unheardOf(true)]), malformedRequest],
    ["an unknown critical extension of a single request", requestWith([], [unheardOf(true)]), malformedRequest],
    ["parameters of the hash that nobody can write back", withEmptyTime(requestWith([])), malformedRequest],
    ["nothing asked", Buffer.from("300430023000", "hex"), malformedRequest],
    ["no octet at all", Buffer.alloc(0), malformedRequest],
  ])("%s", async (_, request, status) => {
    await using testCa = await started();
    expect(statusOf(await testCa.ca.ocsp(request))).toBe(status);
  });

  test("get a well-formed OCSP response, whatever their octets", async () => {
    await using testCa = await started();
    const intact = requestWith([nonce(16)], [unheardOf(false)]);
    const damaged = fc
      .array(fc.tuple(fc.nat(intact.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 })
      .map((changes) => {
        const copy = Buffer.from(intact);
        for (const [at, octet] of changes) copy[at] = octet;
        return copy;
      });
    const arbitrary = fc.uint8Array({ maxLength: 200 }).map((octets) => Buffer.from(octets));
    await fc.assert(
      fc.asyncProperty(fc.oneof(damaged, arbitrary), async (request) => {
        const { responseStatus, responseBytes } = AsnConvert.parse(await testCa.ca.ocsp(request), OCSPResponse);
        expect(responseStatus).toBe(responseBytes === undefined ? malformedRequest : successful);
        if (responseBytes === undefined) return;
        const basic = AsnConvert.parse(responseBytes.response.buffer, BasicOCSPResponse);
        expect(basic.tbsResponseData.responses.length).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
