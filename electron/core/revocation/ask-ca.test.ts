import { afterAll, describe, expect, it } from "vitest";
import { caAsker, type CaPorts, type Fetched } from "./ask-ca.ts";
import { OpensslCa, type Issued } from "../../../test/fixtures/openssl-ca.ts";

const ca = new OpensslCa();
afterAll(() => ca[Symbol.dispose]());

const ocspAt = (url: string): string => `authorityInfoAccess=OCSP;URI:${url}`;
const crlAt = (url: string): string => `crlDistributionPoints=URI:${url}`;
const both = [ocspAt("http://ca.example/ocsp"), crlAt("http://ca.example/crl")];
const silence: Fetched = { ok: false, detail: "connection refused" };

/** Creates an asker whose CA is openssl, and the list of the addresses that it asked. */
function opened(ports: Partial<CaPorts> & { signer?: Issued; args?: string[] } = {}) {
  const { signer, args = [], ...others } = ports;
  const asked: string[] = [];
  const ask = caAsker({
    fetchOcsp: async (address, request) => {
      asked.push(address.href);
      return others.fetchOcsp?.(address, request) ?? { ok: true, bytes: ca.ocsp(request, signer ?? ca.self, args) };
    },
    fetchCrl: async (address) => {
      asked.push(address.href);
      return others.fetchCrl?.(address) ?? { ok: true, bytes: ca.crl() };
    },
    mayFetch: others.mayFetch ?? (() => true),
    now: others.now ?? (() => new Date()),
  });
  return { asked, ask: ({ certificate }: Issued) => ask(certificate, ca.self.certificate) };
}

describe("the CA is asked by OCSP", () => {
  it("about a valid, a held and a revoked certificate", async () => {
    const make = (): Issued => ca.issue("Card", { extensions: both });
    const [valid, held, lost] = [make(), make(), make()];
    ca.revoke(held, "certificateHold");
    ca.revoke(lost, "superseded");
    const { ask, asked } = opened();
    const verified = { kind: "verified", by: "ocsp", asOf: expect.any(String), nextUpdate: null };
    expect(await ask(valid)).toEqual({ ...verified, status: "valid", reason: null });
    expect(await ask(held)).toEqual({ ...verified, status: "onHold", reason: "certificateHold" });
    expect(await ask(lost)).toEqual({ ...verified, status: "revoked", reason: "superseded" });
    expect(new Set(asked)).toEqual(new Set(["http://ca.example/ocsp"]));
  });

  it("at the next address if the first does not answer", async () => {
    const two = ["authorityInfoAccess=OCSP;URI:http://a.example/,OCSP;URI:http://b.example/"];
    const { ask, asked } = opened({
      fetchOcsp: async ({ host }, request) => (host === "a.example" ? silence : { ok: true, bytes: ca.ocsp(request) }),
    });
    expect(await ask(ca.issue("Card", { extensions: two }))).toMatchObject({ by: "ocsp", status: "valid" });
    expect(asked).toEqual(["http://a.example/", "http://b.example/"]);
  });

  it("and an expired certificate is reported as expired, not valid", async () => {
    const old = { extensions: both, from: "20200101000000Z", until: "20210101000000Z" };
    expect(await opened().ask(ca.issue("Old", old))).toMatchObject({ kind: "verified", status: "expired" });
  });

  it("and a wrong answer is reported, without asking for a CRL instead", async () => {
    const { ask, asked } = opened({ args: ["-badsig"] });
    const answer = await ask(ca.issue("Card", { extensions: both }));
    expect(answer).toMatchObject({ kind: "rejected", by: "ocsp", why: "wrong-signature" });
    expect(asked).toEqual(["http://ca.example/ocsp"]);
  });
});

describe("a responder without nocheck", () => {
  const extensions = ["extendedKeyUsage=OCSPSigning", "keyUsage=digitalSignature"];

  it("is looked up in the CRL", async () => {
    const { ask, asked } = opened({ signer: ca.issue("Responder", { extensions }) });
    expect(await ask(ca.issue("Card", { extensions: both }))).toMatchObject({ by: "ocsp", status: "valid" });
    expect(asked).toEqual(["http://ca.example/ocsp", "http://ca.example/crl"]);
  });

  it("is rejected if it was revoked", async () => {
    const signer = ca.issue("Responder", { extensions: [...extensions, crlAt("http://ca.example/responders")] });
    ca.revoke(signer, "keyCompromise");
    const { ask, asked } = opened({ signer });
    const answer = await ask(ca.issue("Card", { extensions: both }));
    expect(answer).toMatchObject({ kind: "rejected", by: "ocsp", why: "responder-revoked" });
    expect(asked.at(-1)).toBe("http://ca.example/responders");
  });

  it("is rejected if no CRL shows whether it was revoked", async () => {
    const { ask } = opened({ signer: ca.issue("Responder", { extensions }), fetchCrl: async () => silence });
    const answer = await ask(ca.issue("Card", { extensions: both }));
    expect(answer).toMatchObject({ kind: "rejected", by: "ocsp", why: "responder-unconfirmed" });
  });
});

describe("the CA is asked by CRL if OCSP gives no answer,", () => {
  it("because the certificate names no responder", async () => {
    const make = (): Issued => ca.issue("Card", { extensions: [crlAt("http://ca.example/crl")] });
    const [valid, held] = [make(), make()];
    ca.revoke(held, "certificateHold");
    const { ask, asked } = opened();
    expect(await ask(valid)).toMatchObject({
      kind: "verified",
      by: "crl",
      status: "valid",
      nextUpdate: expect.any(String),
    });
    expect(await ask(held)).toMatchObject({ kind: "verified", by: "crl", status: "onHold", reason: "certificateHold" });
    expect(asked).toEqual(["http://ca.example/crl"]);
  });

  it.each<[string, Fetched]>([
    ["is silent", silence],
    ["gives an unsigned error", { ok: true, bytes: Uint8Array.of(0x30, 3, 0x0a, 1, 3) }],
  ])("because the responder %s", async (_, fetched) => {
    const { ask } = opened({ fetchOcsp: async () => fetched });
    expect(await ask(ca.issue("Card", { extensions: both }))).toMatchObject({ by: "crl", status: "valid" });
  });

  it("and a CRL that does not verify, or does not cover the certificate, is reported", async () => {
    const card = ca.issue("Card", { extensions: [crlAt("http://ca.example/crl")] });
    const old = opened({ now: () => new Date(Date.now() + 30 * 86_400_000) });
    expect(await old.ask(card)).toMatchObject({ kind: "rejected", by: "crl", why: "expired" });
    const part = ca.crl({ extensions: ["issuingDistributionPoint=critical,fullname:URI:http://ca.example/part-2"] });
    const other = opened({ fetchCrl: async () => ({ ok: true, bytes: part }) });
    expect(await other.ask(card)).toMatchObject({ kind: "rejected", by: "crl", why: "other-distribution-point" });
  });

  it("and is reported as unreachable if the CRL cannot be fetched either", async () => {
    const { ask } = opened({
      fetchOcsp: async () => silence,
      fetchCrl: async () => ({ ok: false, detail: "HTTP 503" }),
    });
    const answer = await ask(ca.issue("Card", { extensions: both }));
    expect(answer).toEqual({ kind: "unreachable", detail: "connection refused; HTTP 503" });
  });
});

describe("a certificate without a usable address", () => {
  it.each([
    ["none", []],
    ["other protocols", [ocspAt("ldap://ca.example/ocsp"), crlAt("file:///etc/passwd")]],
    ["no addresses at all", [ocspAt("nonsense"), crlAt("http://")]],
    ["hosts that are not allowed", [ocspAt("http://evil.example/"), crlAt("https://evil.example/")]],
    ["an unreadable extension", ["1.3.6.1.5.5.7.1.1=DER:0500", "2.5.29.31=DER:3003"]],
  ])("is not looked up: %s", async (_, addresses) => {
    const { ask, asked } = opened({ mayFetch: ({ hostname }) => hostname === "ca.example" });
    const card = ca.issue("Card", { extensions: ["basicConstraints=CA:FALSE", ...addresses] });
    expect(await ask(card)).toEqual({ kind: "no-address" });
    expect(asked).toEqual([]);
  });
});
