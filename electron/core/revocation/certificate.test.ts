import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { AlgorithmIdentifier, Certificate, Extension, Name, type TBSCertificate } from "@peculiar/asn1-x509";
import { afterAll, describe, expect, it } from "vitest";
import { crlAddresses, issuedBy, ocspAddresses, parseCertificate } from "./certificate.ts";
import { OpensslCa } from "../../../test/fixtures/openssl-ca.ts";

const ca = new OpensslCa();
afterAll(() => ca[Symbol.dispose]());

const addresses = [
  "authorityInfoAccess=OCSP;URI:http://a.example/,caIssuers;URI:http://c.example/,OCSP;URI:http://b.example/",
  "crlDistributionPoints=URI:http://a.example/crl,URI:http://b.example/crl",
];
const holder = ca.issue("Holder", { extensions: addresses, serial: "00f1e2", until: "20510101000000Z" }).certificate;

/** Changes the certificate before the CA signs it with ECDSA and SHA-256. */
function signed(change: (tbs: TBSCertificate) => void): Uint8Array {
  const { tbsCertificate } = AsnConvert.parse(holder.der, Certificate);
  change(tbsCertificate);
  const key = createPrivateKey(readFileSync(ca.self.keyFile));
  const signatureAlgorithm = new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.2" });
  const signatureValue = Uint8Array.from(sign("sha256", Buffer.from(AsnConvert.serialize(tbsCertificate)), key)).buffer;
  return new Uint8Array(AsnConvert.serialize(new Certificate({ tbsCertificate, signatureAlgorithm, signatureValue })));
}

describe("a certificate that openssl made", () => {
  it("reads as openssl wrote it", () => {
    expect(holder.serial).toBe("f1e2");
    expect(new Date(holder.notAfter).toISOString()).toBe("2051-01-01T00:00:00.000Z");
    expect(ocspAddresses(holder)).toEqual(["http://a.example/", "http://b.example/"]);
    expect(crlAddresses(holder)).toEqual(["http://a.example/crl", "http://b.example/crl"]);
    expect(issuedBy(holder, ca.self.certificate)).toBe("right");
    expect(issuedBy(ca.self.certificate, ca.self.certificate)).toBe("right");
    expect(issuedBy(holder, holder)).toBe("wrong");
  });
});

describe("a certificate that was changed before the CA signed it", () => {
  it("is accepted if nothing was changed", () => {
    const found = parseCertificate(signed(() => {}));
    expect(found && issuedBy(found, ca.self.certificate)).toBe("right");
  });

  it("is not accepted as the CA's if it has another issuer's name", () => {
    const found = parseCertificate(signed((tbs) => void (tbs.issuer = AsnConvert.parse(holder.subject, Name))));
    expect(found && issuedBy(found, ca.self.certificate)).toBe("wrong");
  });

  it("is refused if the algorithm inside differs from the one beside the signature", () => {
    const other = new AlgorithmIdentifier({ algorithm: "1.2.840.10045.4.3.3" });
    expect(parseCertificate(signed((tbs) => void (tbs.signature = other)))).toBeNull();
  });

  it("is refused if it has more than 64 KiB", () => {
    const padded = (length: number): Uint8Array =>
      signed((tbs) => tbs.extensions?.push(new Extension({ extnID: "1.2.3.4", extnValue: new OctetString(length) })));
    expect(parseCertificate(padded(60_000))).not.toBeNull();
    expect(parseCertificate(padded(65_536))).toBeNull();
  });
});
