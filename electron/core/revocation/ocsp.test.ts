import { createPrivateKey, randomBytes, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import {
  BasicOCSPResponse,
  CertID,
  CertStatus,
  id_pkix_ocsp_basic,
  id_pkix_ocsp_extended_revoke,
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
import { AlgorithmIdentifier, CRLReason, CRLReasons, Extension, Name } from "@peculiar/asn1-x509";
import { afterAll, describe, expect, it } from "vitest";
import { OpensslCa, type Issued } from "../../../test/fixtures/openssl-ca.ts";
import { buildOcspRequest, longestOcspAnswer, verifyOcspResponse, type OcspQuestion } from "./ocsp.ts";

const opened: OpensslCa[] = [];
function open(...args: ConstructorParameters<typeof OpensslCa>): OpensslCa {
  const ca = new OpensslCa(...args);
  opened.push(ca);
  return ca;
}
afterAll(() => {
  for (const ca of opened) ca[Symbol.dispose]();
});

const ca = open();
const holder = ca.issue("Holder");
const neighbour = ca.issue("Neighbour");
const forOcsp = ["extendedKeyUsage=critical,OCSPSigning", "keyUsage=digitalSignature", "noCheck=yes"];
const responder = ca.issue("Responder", { extensions: forOcsp });

const minute = 60_000;
const day = 24 * 60 * minute;
/** Returns a time in whole seconds, as the times in answers are. */
const later = (milliseconds: number): Date => new Date(Math.floor(Date.now() / 1000) * 1000 + milliseconds);

/** Builds the request for a certificate, and a function that verifies the response. */
function ask(issued: Issued, by: OpensslCa = ca, nonce: Uint8Array | null = randomBytes(32)) {
  const about = { certificate: issued.certificate, issuer: by.self.certificate, nonce };
  const judge = (response: Uint8Array, more: Partial<OcspQuestion> = {}) =>
    verifyOcspResponse({ ...about, response, now: new Date(), toleranceSeconds: 300, ...more });
  return { request: buildOcspRequest(about), judge };
}

/** Asks an OpenSSL responder, started with `args`, about a certificate, and verifies its answer. */
function verdict(
  issued: Issued,
  {
    by = ca,
    signer = by.self,
    args = [],
    ...more
  }: { by?: OpensslCa; signer?: Issued; args?: string[] } & Partial<OcspQuestion> = {},
) {
  const { request, judge } = ask(issued, by);
  return judge(by.ocsp(request, signer, args), more);
}

/** Returns what `openssl ocsp`, as a client, says about the same answer. */
function opensslSays(by: OpensslCa, issued: Issued, response: Uint8Array): string {
  const file = by.write("answer.der", response);
  const about = ["-issuer", by.self.certificateFile, "-cert", issued.certificateFile];
  return by.run(["ocsp", "-respin", file, ...about, "-CAfile", by.self.certificateFile, "-no_nonce"]).toString();
}

describe("an answer of openssl ocsp", () => {
  const pss = (md: string) => ["rsa_padding_mode:pss", "rsa_pss_saltlen:digest", `rsa_mgf1_md:${md}`];
  const cases = [
    ["p256", "sha256", []],
    ["p384", "sha384", []],
    ["p384", "sha256", []],
    ["rsa2048", "sha256", []],
    ["rsa2048", "sha384", []],
    ["rsa2048", "sha512", []],
    ["rsa2048", "sha256", pss("sha256")],
    ["rsa2048", "sha512", pss("sha512")],
  ] as const;

  it.each(cases)("(%s, %s %j) gives good, on hold, revoked with its reason, and unknown", (key, md, sigopt) => {
    const by = open(key, { md, sigopt: [...sigopt] });
    const args = ["-ndays", "1", "-rmd", md, ...sigopt.flatMap((option) => ["-rsigopt", option])];
    const [card, lost] = [by.issue("Card"), by.issue("Lost card")];
    by.revoke(lost, "keyCompromise");
    const expectAnswer = (issued: Issued, expected: object, inOpensslWords: string): void => {
      const { request, judge } = ask(issued, by);
      const answer = by.ocsp(request, by.self, args);
      expect(judge(answer)).toMatchObject({ ...expected, signer: { kind: "issuer" } });
      expect(opensslSays(by, issued, answer)).toContain(inOpensslWords);
    };
    expectAnswer(card, { kind: "good" }, "good");
    expectAnswer(lost, { kind: "revoked", reason: "keyCompromise" }, "keyCompromise");
    by.revoke(card, "certificateHold");
    expectAnswer(card, { kind: "onHold", revokedAt: expect.any(Date) }, "certificateHold");
    by.write("index.txt", "");
    expectAnswer(card, { kind: "unknown" }, "unknown");
  });

  it.each([
    ["unspecified", "unspecified"],
    ["CACompromise", "cACompromise"],
    ["affiliationChanged", "affiliationChanged"],
    ["superseded", "superseded"],
    ["cessationOfOperation", "cessationOfOperation"],
    [undefined, "unspecified"],
  ])("with the revocation reason %s gives %s", (inOpenssl, reason) => {
    const card = ca.issue("Card");
    ca.revoke(card, inOpenssl);
    expect(verdict(card)).toMatchObject({ kind: "revoked", reason });
  });

  it("gives its times", () => {
    const before = Math.floor(Date.now() / 1000) * 1000;
    const found = verdict(holder, { args: ["-nmin", "90"] });
    if (found.kind !== "good") throw new Error(found.kind);
    expect(found.thisUpdate.getTime()).toBeGreaterThanOrEqual(before);
    expect(found.producedAt.getTime()).toBeGreaterThanOrEqual(before);
    expect(found.nextUpdate?.getTime()).toBe(found.thisUpdate.getTime() + 90 * minute);
  });

  it.each(["sha1", "sha256", "sha384", "sha512"])("to a request that openssl made with %s is accepted", (hash) => {
    const about = ["-issuer", ca.self.certificateFile, `-${hash}`, "-cert", holder.certificateFile];
    const file = ca.file("request.der");
    ca.run(["ocsp", ...about, "-no_nonce", "-reqout", file]);
    expect(ask(holder, ca, null).judge(ca.ocsp(readFileSync(file)))).toMatchObject({ kind: "good" });
  });

  it.each(["00ab", "80", "ff00000000000001", "7fffffffffffffffffffffffffffffffffffffff"])(
    "is accepted for the serial %s",
    (serial) => {
      expect(verdict(ca.issue("Card", { serial }))).toMatchObject({ kind: "good" });
    },
  );
});

describe("verifyOcspResponse does not accept", () => {
  it("SHA-1 in the answer", () => {
    expect(verdict(holder, { args: ["-rmd", "sha1"] })).toMatchObject({
      kind: "rejected",
      why: "unsupported-algorithm",
    });
  });

  it("SHA-1 in the certificate that is asked about", () => {
    const found = verdict(ca.issue("Card", { md: "sha1" }), { signer: responder });
    expect(found).toMatchObject({ kind: "rejected", why: "unsupported-algorithm" });
  });

  it.each(["p521", "rsa1024"] as const)("a CA with a key of %s", (key) => {
    const by = open(key);
    expect(verdict(by.issue("Card"), { by })).toMatchObject({ kind: "rejected", why: "unsupported-algorithm" });
  });
});

describe("a responder (RFC 6960 section 4.2.2.2)", () => {
  const notAuthorised = { kind: "rejected", why: "responder-not-authorised" };

  it.each([[], ["-resp_key_id"]])("that the CA certified for OCSP is accepted (openssl option: %j)", (...args) => {
    const found = verdict(holder, { signer: responder, args });
    expect(found).toMatchObject({ kind: "good", signer: { kind: "delegated", noCheck: true } });
  });

  it("without nocheck is reported, so that its own certificate is looked up", () => {
    const signer = ca.issue("Responder 2", { extensions: ["extendedKeyUsage=OCSPSigning"] });
    expect(verdict(holder, { signer })).toMatchObject({ kind: "good", signer: { kind: "delegated", noCheck: false } });
  });

  it("that is the CA itself is accepted, named by its key", () => {
    expect(verdict(holder, { args: ["-resp_key_id"] })).toMatchObject({ kind: "good", signer: { kind: "issuer" } });
  });

  it.each([
    ["no extended key usage", ["basicConstraints=CA:FALSE"]],
    ["another extended key usage", ["extendedKeyUsage=clientAuth,serverAuth"]],
    ["any extended key usage", ["extendedKeyUsage=anyExtendedKeyUsage"]],
    ["a key that is not for signatures", ["extendedKeyUsage=OCSPSigning", "keyUsage=keyAgreement"]],
    ["an unknown critical extension", ["extendedKeyUsage=OCSPSigning", "1.2.3.4=critical,DER:0500"]],
  ])("is refused if its certificate has %s", (_, extensions) => {
    expect(verdict(holder, { signer: ca.issue("Responder", { extensions }) })).toMatchObject(notAuthorised);
  });

  it("of another CA is refused, also of a CA with the same name", () => {
    for (const name of ["Other CA", "Test CA"]) {
      const signer = open("p256", { name }).issue("Responder", { extensions: forOcsp });
      expect(verdict(holder, { signer })).toMatchObject(notAuthorised);
    }
  });

  it("that another responder certified is refused", () => {
    const middle = ca.issue("Responder", { extensions: [...forOcsp, "basicConstraints=critical,CA:TRUE"] });
    const signer = ca.issue("Responder below", { extensions: forOcsp, signer: middle });
    expect(verdict(holder, { signer })).toMatchObject(notAuthorised);
  });

  it("is refused if its certificate has expired or is not valid yet", () => {
    const expired = { extensions: forOcsp, from: "20200101000000Z", until: "20210101000000Z" };
    const early = { extensions: forOcsp, from: "20400101000000Z", until: "20410101000000Z" };
    for (const validity of [expired, early])
      expect(verdict(holder, { signer: ca.issue("Responder", validity) })).toMatchObject(notAuthorised);
  });

  it("is refused if the answer does not contain its certificate", () => {
    expect(verdict(holder, { signer: responder, args: ["-resp_no_certs"] })).toMatchObject(notAuthorised);
  });

  it("is refused if it is another CA, or the holder of the certificate in question", () => {
    for (const signer of [open("p256", { name: "Other CA" }).self, holder])
      expect(verdict(holder, { signer })).toMatchObject(notAuthorised);
  });
});

describe("verifyOcspResponse rejects", () => {
  it("a damaged signature, and one of another key under the CA's name", () => {
    const signer = open().self;
    for (const options of [{ args: ["-badsig"] }, { signer: responder, args: ["-badsig"] }, { signer }])
      expect(verdict(holder, options)).toMatchObject({ kind: "rejected", why: "wrong-signature" });
  });

  it("an answer with the nonce of another request, or without the nonce that was sent", () => {
    const { judge } = ask(holder);
    expect(judge(ca.ocsp(ask(holder).request))).toMatchObject({ kind: "rejected", why: "nonce-mismatch" });
    const without = ca.ocsp(ask(holder, ca, null).request);
    expect(judge(without)).toMatchObject({ kind: "rejected", why: "nonce-missing" });
    expect(ask(holder, ca, null).judge(without)).toMatchObject({ kind: "good" });
  });

  it("an answer for another serial, or for the same serial of another CA", () => {
    const { judge } = ask(holder);
    const { request } = ask(neighbour);
    expect(judge(ca.ocsp(request), { nonce: null })).toMatchObject({ kind: "rejected", why: "other-certificate" });
    const other = open("p256", { name: "Other CA" });
    const twin = other.issue("Twin", { serial: holder.certificate.serial });
    const answer = other.ocsp(ask(twin, other).request, responder);
    expect(judge(answer, { nonce: null })).toMatchObject({ kind: "rejected", why: "other-certificate" });
  });

  it("an answer for a certificate that the CA never signed, although the CA knows the serial", () => {
    const forged = open().issue("Forged", { serial: holder.certificate.serial });
    expect(verdict(forged)).toMatchObject({ kind: "rejected", why: "certificate-not-of-issuer" });
  });

  it("an answer that has expired or is not valid yet, beyond the tolerance", () => {
    const day1 = ["-ndays", "1"];
    expect(verdict(holder, { args: day1, now: later(day + 4 * minute) })).toMatchObject({ kind: "good" });
    expect(verdict(holder, { args: day1, now: later(day + 6 * minute) })).toMatchObject({
      kind: "rejected",
      why: "expired",
    });
    expect(verdict(holder, { args: day1, now: later(-4 * minute) })).toMatchObject({ kind: "good" });
    expect(verdict(holder, { args: day1, now: later(-6 * minute) })).toMatchObject({
      kind: "rejected",
      why: "not-yet-valid",
    });
  });

  it("an answer without nextUpdate that is older than the tolerance", () => {
    expect(verdict(holder, { now: later(4 * minute) })).toMatchObject({ kind: "good", nextUpdate: null });
    expect(verdict(holder, { now: later(6 * minute) })).toMatchObject({ kind: "rejected", why: "expired" });
  });

  it.each([
    [1, "malformedRequest"],
    [3, "tryLater"],
    [6, "unauthorized"],
    [77, "status 77"],
  ])("the unsigned error %i", (status, detail) => {
    const response = Uint8Array.of(0x30, 3, 0x0a, 1, status);
    expect(ask(holder).judge(response)).toEqual({ kind: "rejected", why: "not-successful", detail });
  });

  it("bytes that are not an answer, or too many for one", () => {
    const { request, judge } = ask(holder);
    const good = ca.ocsp(request);
    const html = Buffer.from("<!doctype html><title>Proxy</title>");
    for (const bytes of [Buffer.alloc(0), html, good.subarray(0, -1), Buffer.concat([good, Buffer.from([0])])])
      expect(judge(bytes)).toMatchObject({ kind: "rejected", why: "malformed" });
    expect(judge(Buffer.alloc(longestOcspAnswer + 1))).toMatchObject({ kind: "rejected", why: "oversize" });
  });
});

describe("an answer that was changed before the CA signed it", () => {
  /** Changes an answer before the CA signs it. */
  function signed(change: (data: ResponseData) => void, status = new CertStatus({ good: null })): Uint8Array {
    const request = AsnConvert.parse(ask(holder).request, OCSPRequest);
    const [single] = request.tbsRequest.requestList;
    const now = later(0);
    const data = new ResponseData({
      responderID: new ResponderID({ byName: AsnConvert.parse(ca.self.certificate.subject, Name) }),
      producedAt: now,
      responses: [new SingleResponse({ certID: single?.reqCert ?? new CertID(), certStatus: status, thisUpdate: now })],
    });
    change(data);
    const key = createPrivateKey(readFileSync(ca.self.keyFile));
    const basic = new BasicOCSPResponse({
      tbsResponseData: data,
      signatureAlgorithm: new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" }),
      signature: Uint8Array.from(sign("sha256", Buffer.from(AsnConvert.serialize(data)), key)).buffer,
    });
    const responseBytes = new ResponseBytes({
      responseType: id_pkix_ocsp_basic,
      response: new OctetString(AsnConvert.serialize(basic)),
    });
    const responseStatus = OCSPResponseStatus.successful;
    return new Uint8Array(AsnConvert.serialize(new OCSPResponse({ responseStatus, responseBytes })));
  }
  const { judge } = ask(holder, ca, null);
  const nothing = new OctetString([5, 0]);

  it("is accepted if nothing was changed", () => {
    expect(judge(signed(() => {}))).toMatchObject({ kind: "good" });
  });

  it("is rejected with an unknown critical extension, and accepted with one that is not critical", () => {
    const extension = (critical: boolean) => [new Extension({ extnID: "1.2.3.4", critical, extnValue: nothing })];
    const ofAll = (critical: boolean) => signed((data) => void (data.responseExtensions = extension(critical)));
    const ofOne = (critical: boolean) =>
      signed((data) => data.responses.forEach((single) => (single.singleExtensions = extension(critical))));
    for (const make of [ofAll, ofOne]) {
      expect(judge(make(true))).toMatchObject({ kind: "rejected", why: "unknown-critical-extension" });
      expect(judge(make(false))).toMatchObject({ kind: "good" });
    }
  });

  it("is for another certificate if its identifier has another issuer name or key, or an unknown hash", () => {
    const otherName = (id: CertID): unknown => (id.issuerNameHash = new OctetString(20));
    const otherKey = (id: CertID): unknown => (id.issuerKeyHash = new OctetString(20));
    const otherHash = (id: CertID): unknown => (id.hashAlgorithm = new AlgorithmIdentifier({ algorithm: "1.2.3.4" }));
    for (const change of [otherName, otherKey, otherHash]) {
      const answer = signed((data) => data.responses.forEach(({ certID }) => change(certID)));
      expect(judge(answer)).toMatchObject({ kind: "rejected", why: "other-certificate" });
    }
  });

  it("is malformed with two statuses for one certificate, or with nextUpdate before thisUpdate", () => {
    const twice = signed((data) => void data.responses.push(...data.responses));
    const backwards = signed((data) => data.responses.forEach((single) => (single.nextUpdate = later(-day))));
    for (const bytes of [twice, backwards]) expect(judge(bytes)).toMatchObject({ kind: "rejected", why: "malformed" });
  });

  it("is not valid yet if producedAt is in the future and thisUpdate is not", () => {
    const ahead = signed((data) => void (data.producedAt = later(day)));
    expect(judge(ahead)).toMatchObject({ kind: "rejected", why: "not-yet-valid" });
  });

  it("gives unknown for a hold since 1970 with the extended revoke extension, and on hold without it", () => {
    const reason = new CRLReason(CRLReasons.certificateHold);
    const revoked = new CertStatus({
      revoked: new RevokedInfo({ revocationTime: new Date(0), revocationReason: reason }),
    });
    const extended = [new Extension({ extnID: id_pkix_ocsp_extended_revoke, extnValue: nothing })];
    expect(judge(signed((data) => void (data.responseExtensions = extended), revoked))).toMatchObject({
      kind: "unknown",
    });
    expect(judge(signed(() => {}, revoked))).toMatchObject({ kind: "onHold" });
  });
});

describe("the request", () => {
  it("is read by openssl with its serial and nonce", () => {
    const nonce = Buffer.from("00112233445566778899aabbccddeeff", "hex");
    const file = ca.write("request.der", ask(holder, ca, nonce).request);
    const text = ca.run(["ocsp", "-reqin", file, "-req_text"]).toString();
    expect(text).toContain(`Serial Number: ${holder.certificate.serial}`);
    expect(text).toMatch(/OCSP Nonce:\s+041000112233445566778899AABBCCDDEEFF/);
  });

  it.each([0, 15, 33])("may not have a nonce of %i bytes", (length) => {
    expect(() => ask(holder, ca, randomBytes(length))).toThrow(RangeError);
  });
});
