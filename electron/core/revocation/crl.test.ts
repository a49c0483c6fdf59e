import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import {
  AlgorithmIdentifier,
  CertificateList,
  Extension,
  Extensions,
  id_ce_certificateIssuer,
  RevokedCertificate,
  TBSCertList,
  Time,
} from "@peculiar/asn1-x509";
import { afterAll, describe, expect, it } from "vitest";
import { findEntry } from "./crl-entries.ts";
import { longestCrl, lookUp, verifyCrl, type VerifiedCrl } from "./crl.ts";
import { OpensslCa, type Issued, type KeyType } from "../../../test/fixtures/openssl-ca.ts";

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
const minute = 60_000;
const day = 24 * 60 * minute;

function judge(crl: Uint8Array, { by = ca, now = new Date() }: { by?: OpensslCa; now?: Date } = {}) {
  return verifyCrl({ crl, issuer: by.self.certificate, now, toleranceSeconds: 300 });
}

function verified(crl: Uint8Array, by: OpensslCa = ca): VerifiedCrl {
  const found = judge(crl, { by });
  if (found.kind === "rejected") throw new Error(`${found.why}: ${found.detail}`);
  return found;
}

/** Returns what `openssl verify -crl_check` says about a certificate with this CRL. */
function opensslSays(by: OpensslCa, issued: Issued, crl: Uint8Array): string {
  const pem = by.file("check.pem");
  by.run(["crl", "-in", by.write("check.crl", crl), "-inform", "DER", "-out", pem]);
  const args = ["-crl_check", "-CAfile", by.self.certificateFile, "-CRLfile", pem, issued.certificateFile];
  try {
    return by.run(["verify", ...args]).toString();
  } catch (error) {
    return String(error);
  }
}

describe("a CRL of openssl ca -gencrl", () => {
  const pss = ["rsa_padding_mode:pss", "rsa_pss_saltlen:digest"];
  const cases: [KeyType, string, string[]][] = [
    ["p256", "sha256", []],
    ["p384", "sha384", []],
    ["rsa2048", "sha256", []],
    ["rsa2048", "sha512", []],
    ["rsa2048", "sha384", pss],
  ];

  it.each(cases)("(%s, %s %j) gives good, on hold and revoked, as openssl verify does", (key, md, sigopt) => {
    const by = open(key, { md, sigopt });
    const [good, held, lost] = [by.issue("Good"), by.issue("Held"), by.issue("Lost")];
    by.revoke(held, "certificateHold");
    by.revoke(lost, "keyCompromise");
    const crl = by.crl();
    const found = verified(crl, by);
    expect(lookUp(found, good.certificate)).toEqual({ kind: "good" });
    expect(lookUp(found, held.certificate)).toEqual({ kind: "onHold", revokedAt: expect.any(Date) });
    expect(lookUp(found, lost.certificate)).toMatchObject({ kind: "revoked", reason: "keyCompromise" });
    expect(opensslSays(by, good, crl)).toContain("OK");
    for (const issued of [held, lost]) expect(opensslSays(by, issued, crl)).toContain("certificate revoked");
  });

  it("is read without entries, and in version 1", () => {
    const empty = open();
    const card = empty.issue("Card");
    expect(lookUp(verified(empty.crl(), empty), card.certificate)).toEqual({ kind: "good" });
    empty.revoke(card);
    const version1 = empty.crl({ version1: true });
    expect(lookUp(verified(version1, empty), card.certificate)).toMatchObject({
      kind: "revoked",
      reason: "unspecified",
    });
  });

  it("gives good again after a certificate hold is released", () => {
    const by = open();
    const card = by.issue("Card");
    const before = readFileSync(by.file("index.txt"));
    by.revoke(card, "certificateHold");
    expect(lookUp(verified(by.crl(), by), card.certificate)).toMatchObject({ kind: "onHold" });
    by.write("index.txt", before);
    expect(lookUp(verified(by.crl(), by), card.certificate)).toEqual({ kind: "good" });
  });

  it.each(["80", "ff00000000000001", "01", "7fffffffffffffffffffffffffffffffffffffff"])(
    "has an entry for the serial %s, and none for a longer one",
    (serial) => {
      const by = open();
      const [card, other] = [by.issue("Card", { serial }), by.issue("Other", { serial: `${serial}00` })];
      by.revoke(card, "superseded");
      const found = verified(by.crl(), by);
      expect(lookUp(found, card.certificate)).toMatchObject({ kind: "revoked", reason: "superseded" });
      expect(lookUp(found, other.certificate)).toEqual({ kind: "good" });
    },
  );

  it("with 100,000 entries gives each listed serial with its reason, and no other", () => {
    const by = open();
    const [good, held] = [by.issue("Good"), by.issue("Held")];
    by.revoke(held, "certificateHold");
    const serials = by.enterRevoked(100_000);
    const crl = by.crl();
    const buffersBefore = process.memoryUsage().arrayBuffers;
    const found = verified(crl, by);
    expect(process.memoryUsage().arrayBuffers - buffersBefore).toBeLessThan(crl.length);
    expect(found.entries.count).toBe(100_001);
    expect(lookUp(found, good.certificate)).toEqual({ kind: "good" });
    expect(lookUp(found, held.certificate)).toMatchObject({ kind: "onHold" });
    const reasons = ["unspecified", "keyCompromise", "superseded", undefined];
    for (const [i, serial] of serials.entries()) {
      const entry = findEntry(found.entries, Buffer.from(serial, "hex"));
      if (entry === null || (entry.kind === "revoked" ? entry.reason : undefined) !== reasons[i % 4])
        throw new Error(`${serial}: ${JSON.stringify(entry)}`);
      if (findEntry(found.entries, Buffer.from(`${serial}77`, "hex")) !== null)
        throw new Error(`${serial}77 is not listed`);
    }
  });
});

describe("verifyCrl refuses", () => {
  it("a CRL of another CA, of another with the same name, and a damaged one", () => {
    const crl = ca.crl();
    expect(judge(crl, { by: open("p256", { name: "Other CA" }) })).toMatchObject({
      kind: "rejected",
      why: "wrong-issuer",
    });
    expect(judge(crl, { by: open() })).toMatchObject({ kind: "rejected", why: "wrong-signature" });
    const damaged = Buffer.from(crl);
    damaged.writeUInt8(damaged.readUInt8(damaged.length - 1) ^ 1, damaged.length - 1);
    expect(judge(damaged)).toMatchObject({ kind: "rejected", why: "wrong-signature" });
  });

  it("a CRL with a serial that was changed after it was signed", () => {
    const by = open();
    const card = by.issue("Card", { serial: "1234567890abcdef" });
    by.revoke(card);
    const crl = by.crl();
    crl[crl.indexOf(Buffer.from("1234567890abcdef", "hex"))] = 0x13;
    expect(judge(crl, { by })).toMatchObject({ kind: "rejected", why: "wrong-signature" });
  });

  it("an issuer whose key usage is not for CRLs", () => {
    const by = open("p256", { keyUsage: "keyCertSign" });
    expect(judge(by.crl(), { by })).toMatchObject({ kind: "rejected", why: "issuer-not-authorised" });
  });

  it("algorithms and keys that are not accepted", () => {
    for (const by of [open("p521"), open("rsa1024"), open("rsa2048", { md: "sha1" })])
      expect(judge(by.crl(), { by })).toMatchObject({ kind: "rejected", why: "unsupported-algorithm" });
  });

  it("a CRL that has expired or is not valid yet, beyond the tolerance", () => {
    const crl = ca.crl({ args: ["-crldays", "1"] });
    const at = (milliseconds: number) => judge(crl, { now: new Date(Date.now() + milliseconds) });
    expect(at(day + 4 * minute)).toMatchObject({ kind: "verified" });
    expect(at(day + 6 * minute)).toMatchObject({ kind: "rejected", why: "expired" });
    expect(at(-4 * minute)).toMatchObject({ kind: "verified" });
    expect(at(-6 * minute)).toMatchObject({ kind: "rejected", why: "not-yet-valid" });
  });

  it.each([
    ["a delta CRL", "2.5.29.27=critical,DER:020101", "delta-not-supported"],
    ["an indirect CRL", "issuingDistributionPoint=critical,indirectCRL:TRUE", "indirect-not-supported"],
    ["for CA certificates only", "issuingDistributionPoint=critical,onlyCA:TRUE", "scope-not-supported"],
    ["for attribute certificates only", "issuingDistributionPoint=critical,onlyAA:TRUE", "scope-not-supported"],
    ["for some reasons only", "issuingDistributionPoint=critical,onlysomereasons:keyCompromise", "scope-not-supported"],
    ["a relative distribution point", "issuingDistributionPoint=critical,relativename:rdn", "scope-not-supported"],
    ["an unknown critical extension", "1.2.3.4=critical,DER:0500", "unknown-critical-extension"],
    ["an unreadable distribution point", "2.5.29.28=critical,DER:0400", "malformed"],
    ["a distribution point with bytes after it", "2.5.29.28=critical,DER:30000500", "malformed"],
  ])("a CRL of this kind: %s", (_, extension, why) => {
    const crl = ca.crl({ extensions: [extension, "[rdn]", "CN=part 1"] });
    expect(judge(crl)).toMatchObject({ kind: "rejected", why });
  });

  it("bytes that are not a CRL, or too many for one", () => {
    const crl = ca.crl();
    const html = Buffer.from("<!doctype html><title>Proxy</title>");
    for (const bytes of [
      Buffer.alloc(0),
      html,
      crl.subarray(0, -1),
      Buffer.concat([crl, Buffer.from([0])]),
      holder.certificate.der,
    ])
      expect(judge(bytes)).toMatchObject({ kind: "rejected", why: "malformed" });
    expect(judge(new Uint8Array(longestCrl + 1))).toMatchObject({ kind: "rejected", why: "oversize" });
  });
});

describe("a signed CRL", () => {
  const address = "http://ca.example/part-1.crl";
  const point = `issuingDistributionPoint=critical,fullname:URI:${address}`;

  it("is accepted with an unknown extension that is not critical", () => {
    expect(judge(ca.crl({ extensions: ["1.2.3.4=DER:0500"] }))).toMatchObject({ kind: "verified" });
  });

  it("of one distribution point covers only the certificates that name its address", () => {
    const named = ca.issue("Named", { extensions: [`crlDistributionPoints=URI:http://x.example/,URI:${address}`] });
    const found = verified(ca.crl({ extensions: [`${point},onlyuser:TRUE`] }));
    expect(lookUp(found, named.certificate)).toEqual({ kind: "good" });
    expect(lookUp(found, holder.certificate)).toEqual({ kind: "notCovered", why: "other-distribution-point" });
  });

  it("for end entities does not cover a CA certificate", () => {
    const found = verified(ca.crl({ extensions: ["issuingDistributionPoint=critical,onlyuser:TRUE"] }));
    const below = ca.issue("CA below", { extensions: ["basicConstraints=critical,CA:TRUE"] });
    expect(lookUp(found, below.certificate)).toEqual({ kind: "notCovered", why: "ca-certificate" });
    expect(lookUp(found, holder.certificate)).toEqual({ kind: "good" });
  });

  it("does not cover a certificate that the CA did not sign", () => {
    const forged = open().issue("Forged", { serial: "77" });
    expect(lookUp(verified(ca.crl()), forged.certificate)).toEqual({
      kind: "notCovered",
      why: "certificate-not-of-issuer",
    });
  });
});

describe("verifyCrl refuses a signed CRL with", () => {
  /** Changes a CRL before the CA signs it. */
  function signed(change: (list: TBSCertList) => void): Uint8Array {
    const { tbsCertList } = AsnConvert.parse(ca.crl(), CertificateList);
    change(tbsCertList);
    const key = createPrivateKey(readFileSync(ca.self.keyFile));
    const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
    const signature = Uint8Array.from(sign("sha256", Buffer.from(AsnConvert.serialize(tbsCertList)), key)).buffer;
    return new Uint8Array(AsnConvert.serialize(new CertificateList({ tbsCertList, signatureAlgorithm, signature })));
  }
  const entry = (serial: number[], extension?: Extension): RevokedCertificate =>
    new RevokedCertificate({
      userCertificate: Uint8Array.from(serial).buffer,
      revocationDate: new Time(new Date("2026-01-01T00:00:00Z")),
      ...(extension === undefined ? {} : { crlEntryExtensions: [extension] }),
    });
  const extension = (extnID: string, critical: boolean, content: number[]): Extension =>
    new Extension({ extnID, critical, extnValue: new OctetString(content) });

  it.each([
    ["an entry of another issuer", extension(id_ce_certificateIssuer, true, [0x30, 0]), "indirect-not-supported"],
    ["a critical extension in an entry", extension("1.2.3.4", true, [5, 0]), "unknown-critical-extension"],
    ["removeFromCRL, which belongs to delta CRLs", extension("2.5.29.21", false, [0x0a, 1, 8]), "malformed"],
    ["a reason that is no number", extension("2.5.29.21", false, [5, 0]), "malformed"],
  ])("%s", (_, bad, why) => {
    const crl = signed((list) => void (list.revokedCertificates = [entry([1]), entry([2], bad)]));
    expect(judge(crl)).toMatchObject({ kind: "rejected", why });
  });

  it("the same serial twice, also with a leading zero", () => {
    for (const serial of [[5], [0, 5]]) {
      const crl = signed((list) => void (list.revokedCertificates = [entry([5]), entry(serial)]));
      expect(judge(crl)).toMatchObject({ kind: "rejected", why: "malformed" });
    }
  });

  it("one algorithm in the signed part and another beside the signature", () => {
    const crl = signed((list) => void (list.signature = new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.3" })));
    expect(judge(crl)).toMatchObject({ kind: "rejected", why: "malformed" });
  });

  it("bytes after the signature", () => {
    // Long enough for a header of four bytes: 30 82 and the length.
    const crl = ca.crl({ extensions: [`1.2.3.4=DER:0481c8${"00".repeat(200)}`] });
    const longer = Buffer.concat([crl, Uint8Array.of(5, 0)]);
    longer.writeUInt16BE(longer.length - 4, 2);
    expect(judge(longer)).toMatchObject({ why: "malformed", detail: expect.stringContaining("bytes after the end") });
  });

  it("no nextUpdate", () => {
    expect(judge(signed((list) => delete list.nextUpdate))).toMatchObject({ kind: "rejected", why: "malformed" });
  });

  it("the same extension twice", () => {
    const twice = [extension("1.2.3.4", false, [5, 0]), extension("1.2.3.4", false, [5, 0])];
    const crl = signed((list) => void (list.crlExtensions = new Extensions(twice)));
    expect(judge(crl)).toMatchObject({ kind: "rejected", why: "malformed" });
  });
});
