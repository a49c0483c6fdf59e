import { createPrivateKey, sign } from "node:crypto";
import { readFileSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { crlAddresses, issuedBy, ocspAddresses, parseCertificate, sameBytes } from "./certificate.ts";
import { lookUp, verifyCrl } from "./crl.ts";
import { DerReader, tags } from "./der.ts";
import { buildOcspRequest, verifyOcspResponse } from "./ocsp.ts";
import { OpensslCa } from "../../../test/fixtures/openssl-ca.ts";
import { readSigned } from "./signed.ts";

/**
 * Whatever bytes come: a verdict, never an exception; and either it is rejected, or it says word for word what the CA
 * signed.
 */
const ca = new OpensslCa();
afterAll(() => ca[Symbol.dispose]());
const card = ca.issue("Card");
const lost = ca.issue("Lost");
ca.revoke(lost, "keyCompromise");
ca.enterRevoked(20);
const responder = ca.issue("Responder", { extensions: ["extendedKeyUsage=OCSPSigning", "noCheck=yes"] });

const nonce = new Uint8Array(32).fill(7);
const about = { certificate: lost.certificate, issuer: ca.self.certificate, nonce };
const clock = { now: new Date(), toleranceSeconds: 300 };

/** What is said, without the signer: its certificate has unsigned bits of its own. */
function ocsp(response: Uint8Array): object {
  const found = verifyOcspResponse({ ...about, ...clock, response });
  return found.kind === "rejected" ? found : { ...found, signer: found.signer.kind };
}
function crl(bytes: Uint8Array): object {
  const found = verifyCrl({ crl: bytes, issuer: ca.self.certificate, ...clock });
  if (found.kind === "rejected") return found;
  const { thisUpdate, nextUpdate, entries } = found;
  return { thisUpdate, nextUpdate, count: entries.count, found: [card, lost].map((c) => lookUp(found, c.certificate)) };
}

const request = buildOcspRequest(about);
const seeds = [
  { name: "an OCSP answer of the CA", bytes: ca.ocsp(request, ca.self, ["-ndays", "1"]), judge: ocsp },
  { name: "an OCSP answer of a responder", bytes: ca.ocsp(request, responder, ["-ndays", "1"]), judge: ocsp },
  { name: "a CRL", bytes: ca.crl(), judge: crl },
];

type Change = (bytes: Uint8Array) => Uint8Array;

/** One to three changes: a byte set, a bit turned, bytes taken out, put in, or copied from another place. */
function mutations(seed: Uint8Array): fc.Arbitrary<Uint8Array> {
  const at = fc.nat(seed.length - 1);
  const setByte = (i: number, value: (old: number) => number): Change => {
    return (bytes) => bytes.map((old, place) => (place === i ? value(old) : old));
  };
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.tuple(at, fc.nat(255)).map(([i, value]): Change => setByte(i, () => value)),
    fc.tuple(at, fc.nat(7)).map(([i, bit]): Change => setByte(i, (old) => old ^ (1 << bit))),
    fc.tuple(at, fc.nat(60)).map(([i, n]): Change => splice(i, n, new Uint8Array())),
    fc.tuple(at, fc.uint8Array({ maxLength: 60 })).map(([i, more]): Change => splice(i, 0, more)),
    fc.tuple(at, at, fc.nat(300)).map(([i, from, n]): Change => splice(i, n, seed.subarray(from, from + n))),
  );
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => changes.reduce<Uint8Array>((bytes, apply) => apply(bytes), seed));
}

const splice =
  (at: number, remove: number, insert: Uint8Array): Change =>
  (bytes) =>
    Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + remove)]);

/** DER with lengths that are right and anything inside: gets further in than plain random bytes. */
const { der } = fc.letrec<{ der: Uint8Array; value: Uint8Array }>((tie) => ({
  der: fc
    .tuple(fc.constantFrom(0x02, 0x03, 0x04, 0x06, 0x0a, 0x17, 0x18, 0x30, 0xa0, 0xa1, 0xa2, 0x80, 0x82), tie("value"))
    .map(([tag, value]) => derOf(tag, value)),
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.uint8Array({ maxLength: 20 }),
    fc.array(tie("der"), { maxLength: 5 }).map((parts) => Uint8Array.from(parts.flatMap((part) => [...part]))),
  ),
}));
const anyBytes = fc.oneof(
  fc.uint8Array({ maxLength: 2_000 }),
  der.filter((bytes) => bytes.length < 60_000),
);

/** The smallest case found that breaks a property, as fast-check reports it; null when all hold. */
function counterexample<T>(arbitrary: fc.Arbitrary<T>, numRuns: number, holds: (value: T) => boolean): string | null {
  return fc.defaultReportMessage(fc.check(fc.property(arbitrary, holds), { numRuns })) ?? null;
}

describe.each(seeds)("$name", ({ bytes, judge }) => {
  const said = judge(bytes);
  const isRejected = (found: object): boolean => "why" in found;
  const isRejectedOrTheSame = (found: object): boolean => isRejected(found) || isDeepStrictEqual(found, said);

  it("is verified as it came", () => {
    expect(isRejected(said)).toBe(false);
  });

  it("changed in any way, is rejected or says the same", () => {
    const found = counterexample(mutations(bytes), 5_000, (changed) => isRejectedOrTheSame(judge(changed)));
    expect(found).toBeNull();
  });

  it("with any one bit turned, is rejected or says the same", () => {
    const wrong = Array.from({ length: bytes.length * 8 }, (_, bit) => bit).filter((bit) => {
      const changed = Uint8Array.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      return !isRejectedOrTheSame(judge(changed));
    });
    expect(wrong).toEqual([]);
  });

  it("replaced by anything else, is rejected", () => {
    expect(counterexample(anyBytes, 5_000, (other) => isRejected(judge(other)))).toBeNull();
  });
});

/** What only the CA can send: bytes that it signed, and that make no sense. */
describe("garbled by the CA itself before it signs", () => {
  const key = createPrivateKey(readFileSync(ca.self.keyFile));
  const tbsOf = (bytes: Uint8Array): Uint8Array => readSigned(new DerReader(bytes).inside(tags.sequence)).tbs;
  const signed = (tbs: Uint8Array): Uint8Array => {
    const ecdsaWithSha256 = Buffer.from("300a06082a8648ce3d040302", "hex");
    return derOf(0x30, tbs, ecdsaWithSha256, derOf(0x03, Uint8Array.of(0), sign("sha256", tbs, key)));
  };
  const hasVerdict = (found: object): boolean => Object.keys(found).length > 0;

  it("a CRL", () => {
    const tbs = tbsOf(ca.crl({ extensions: ["issuingDistributionPoint=critical,fullname:URI:http://ca.example/crl"] }));
    expect(crl(signed(tbs))).not.toHaveProperty("why");
    expect(counterexample(mutations(tbs), 5_000, (changed) => hasVerdict(crl(signed(changed))))).toBeNull();
  });

  it("an OCSP answer", () => {
    const basicType = Buffer.from("06092b0601050507300101", "hex");
    const answer = (basic: Uint8Array): Uint8Array =>
      derOf(0x30, derOf(0x0a, Uint8Array.of(0)), derOf(0xa0, derOf(0x30, basicType, derOf(0x04, basic))));
    const from = ca.ocsp(request, ca.self, ["-ndays", "1"]);
    const tbs = tbsOf(from.subarray(from.indexOf(basicType) + basicType.length + 4));
    expect(ocsp(answer(signed(tbs)))).not.toHaveProperty("why");
    expect(counterexample(mutations(tbs), 5_000, (changed) => hasVerdict(ocsp(answer(signed(changed)))))).toBeNull();
  });

  it("a certificate", () => {
    const addresses = [
      "authorityInfoAccess=OCSP;URI:http://ca.example/",
      "crlDistributionPoints=URI:http://ca.example/crl",
    ];
    const tbs = ca.issue("Card", { extensions: [...addresses, "keyUsage=digitalSignature"] }).certificate.signed.tbs;
    const namesAddresses = (der: Uint8Array): boolean => {
      const found = parseCertificate(der);
      return found !== null && [ocspAddresses(found), crlAddresses(found)].every((list) => list.length === 1);
    };
    expect(namesAddresses(signed(tbs))).toBe(true);
    const answers = (der: Uint8Array): boolean => typeof namesAddresses(der) === "boolean";
    expect(counterexample(mutations(tbs), 5_000, (changed) => answers(signed(changed)))).toBeNull();
  });
});

/** Definite and shortest lengths, as DER wants them. */
function derOf(tag: number, ...parts: Uint8Array[]): Uint8Array {
  const value = Buffer.concat(parts);
  const { length } = value;
  const header = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...header), value]);
}

describe("a certificate", () => {
  it("of any bytes is none, or is not taken for one of the CA", () => {
    const { der } = card.certificate;
    const found = counterexample(fc.oneof(anyBytes, mutations(der)), 10_000, (bytes) => {
      const other = sameBytes(bytes, der) ? null : parseCertificate(bytes);
      return other === null || issuedBy(other, ca.self.certificate) !== "right";
    });
    expect(found).toBeNull();
  });
});
