import { afterAll, describe, expect, it, vi, type Mock } from "vitest";
import { bridgeFail } from "#shared/bridge/error.ts";
import type { Card, KeyRef, Signature } from "#shared/bridge/messages.ts";
import type { Certificate as IdmCertificate } from "#shared/idm/object.ts";
import { cardCheckSchema, type CardCheck } from "#shared/ipc/card-check.ts";
import { record, startTestCa } from "../../../test/fixtures/sandbox-ca.ts";
import type { Fetched } from "../revocation/ask-ca.ts";
import { parseCertificate } from "../revocation/certificate.ts";
import { OpensslCa, type Issued, type KeyType } from "../../../test/fixtures/openssl-ca.ts";
import { backEndOrLoopback, checkCard, type CheckCardPorts, type Expected } from "./check-card.ts";

const ca = new OpensslCa();
const otherCa = new OpensslCa();
afterAll(() => {
  ca[Symbol.dispose]();
  otherCa[Symbol.dispose]();
});

const extensions = [
  "authorityInfoAccess=OCSP;URI:http://ca.example/ocsp",
  "crlDistributionPoints=URI:http://ca.example/crl",
];
const issue = (serial?: string, key?: KeyType): Issued =>
  ca.issue("Holder", {
    extensions,
    ...(serial === undefined ? {} : { serial }),
    ...(key === undefined ? {} : { key }),
  });

function pivCard(content: Partial<Record<KeyRef, Uint8Array>>): Card {
  const certificates = (["9A", "9C", "9D", "9E"] as const).flatMap((key) => {
    const der = content[key];
    return der === undefined ? [] : [{ key, der: Buffer.from(der).toString("base64") }];
  });
  return { kind: "piv", atr: "3b00", guid: null, pin: { kind: "tries", left: 3 }, certificates };
}

/** Returns a certificate as Identity Manager lists it. */
function listed(serial: string, inCa = "valid", inIdm = "onHold"): IdmCertificate {
  return {
    serial,
    purpose: "authentication",
    subject: "CN=Holder",
    validFrom: "2026-01-01T00:00:00Z",
    validTo: "2030-01-01T00:00:00Z",
    stateInIdm: inIdm,
    heldBy: null,
    stateInCa: { status: inCa, reason: null, asOf: "2026-11-22T00:00:00Z" },
  };
}

/** Returns ports with this card and openssl as the CA, without a signature. */
function ports(card: Card, more: Partial<CheckCardPorts> = {}): CheckCardPorts {
  return {
    readCard: async () => ({ ok: true, value: card }),
    sign: null,
    fetchOcsp: async (_, request) => ({ ok: true, bytes: ca.ocsp(request) }),
    fetchCrl: async () => ({ ok: true, bytes: ca.crl() }),
    mayFetch: () => true,
    now: () => new Date(),
    ...more,
  };
}

type Sign = NonNullable<CheckCardPorts["sign"]>;

/** Signs as the card would, with the key of a certificate. */
const signsWith = (issued: Issued, algorithm: Signature["algorithm"] = "ecdsa-sha256"): Mock<Sign> =>
  vi.fn<Sign>(async (_, digest) => {
    const signature = ca.sign(issued, digest).toString("base64");
    return { ok: true, value: { algorithm, signature } };
  });

async function check(ports: CheckCardPorts, certificates: IdmCertificate[]): Promise<CardCheck> {
  const expected: Expected = { certificates, issuers: [otherCa.self.certificate, ca.self.certificate] };
  const result = await checkCard(ports, expected);
  if (!result.ok) throw new Error(result.error.code);
  return cardCheckSchema.parse(result.value);
}

describe("a check with the sandbox's CA over HTTP, through a deactivation and a reactivation,", () => {
  async function answer(response: Promise<Response>): Promise<Fetched> {
    const { ok, status, ...body } = await response.then(async (r) => ({
      ok: r.ok,
      status: r.status,
      bytes: await r.bytes(),
    }));
    return ok ? { ok, ...body } : { ok, detail: `HTTP ${status}` };
  }
  const http: Pick<CheckCardPorts, "fetchOcsp" | "fetchCrl"> = {
    fetchOcsp: (address, request) => answer(fetch(address, { method: "POST", body: Buffer.from(request) })),
    fetchCrl: (address) => answer(fetch(address)),
  };

  it("shows the status that the CA reports, and marks each row in which Identity Manager differs", async () => {
    await using sandbox = await startTestCa();
    const { ca: sandboxCa, url } = sandbox;
    const serials = ["4a01", "4a02", "4a03"] as const;
    sandboxCa.register(serials.map((serial) => record(serial)));
    const [authentication, signature, encryption] = await Promise.all(serials.map((s) => sandboxCa.certificate(s)));
    const issuer = parseCertificate(sandboxCa.issuing);
    if (!authentication || !signature || !encryption || issuer === null) throw new Error("The sandbox has no card.");
    const card = pivCard({
      "9A": authentication.certificate,
      "9C": signature.certificate,
      "9D": encryption.certificate,
    });
    const shown = (inCa: string): IdmCertificate[] => serials.map((s) => listed(s, s === "4a03" ? "revoked" : inCa));
    const run = async (inCa: string) => {
      const result = await checkCard(ports(card, { ...http, mayFetch: backEndOrLoopback(new URL(url)) }), {
        certificates: shown(inCa),
        issuers: [issuer],
      });
      if (!result.ok) throw new Error(result.error.code);
      const { summary, rows } = cardCheckSchema.parse(result.value);
      return {
        summary,
        rows: rows.map(({ ca: said, verdict }) => [said.kind === "verified" ? said.status : said.kind, verdict]),
      };
    };

    sandboxCa.revoke("4a03", "keyCompromise");
    sandboxCa.hold("4a01");
    sandboxCa.hold("4a02");
    const held = {
      summary: "confirmed",
      rows: [
        ["onHold", "agrees"],
        ["onHold", "agrees"],
        ["revoked", "agrees"],
      ],
    };
    expect(await run("onHold")).toEqual(held);
    sandboxCa.release("4a01");
    sandboxCa.release("4a02");
    const released = {
      summary: "confirmed",
      rows: [
        ["valid", "agrees"],
        ["valid", "agrees"],
        ["revoked", "agrees"],
      ],
    };
    expect(await run("valid")).toEqual(released);
    const stale = {
      summary: "differs",
      rows: [
        ["valid", "differs"],
        ["valid", "differs"],
        ["revoked", "agrees"],
      ],
    };
    expect(await run("onHold")).toEqual(stale);
    sandboxCa.setDown(true);
    const silent = ["unreachable", "unconfirmed"];
    expect(await run("valid")).toEqual({ summary: "unconfirmed", rows: [silent, silent, silent] });
  });
});

describe("the table", () => {
  it("compares serials without regard to case and leading zeros", async () => {
    const card = issue("00ABCDEF");
    const found = await check(ports(pivCard({ "9A": card.certificate.der })), [listed("00ABCDEF")]);
    expect(found).toMatchObject({
      summary: "confirmed",
      rows: [{ key: "9A", serialOnCard: "abcdef", inIdm: { serial: "abcdef" } }],
    });
  });

  it("reports another card if Identity Manager lists none of its certificates for this card", async () => {
    const found = await check(ports(pivCard({ "9A": issue().certificate.der })), [listed("7777")]);
    expect(found.summary).toBe("other-card");
    expect(found.rows).toMatchObject([
      { key: "9A", inIdm: null, ca: { kind: "verified" }, verdict: "not-in-idm" },
      { key: null, serialOnCard: null, inIdm: { serial: "7777" }, ca: { kind: "not-asked" }, verdict: "not-on-card" },
    ]);
  });

  it("reports a difference if Identity Manager has only one of two certificates", async () => {
    const [known, unknown] = [issue(), issue()];
    const card = pivCard({ "9A": known.certificate.der, "9C": unknown.certificate.der });
    const found = await check(ports(card), [listed(known.certificate.serial)]);
    expect(found).toMatchObject({ summary: "differs", rows: [{ verdict: "agrees" }, { verdict: "not-in-idm" }] });
  });

  it("reports a certificate that is missing on the card, unless it is revoked in Identity Manager", async () => {
    const { certificate } = issue();
    const run = (inIdm: string) =>
      check(ports(pivCard({ "9A": certificate.der })), [listed(certificate.serial), listed("77", "valid", inIdm)]);
    expect((await run("valid")).summary).toBe("incomplete");
    expect((await run("revoked")).summary).toBe("confirmed");
  });

  it("reports a certificate of another CA with the right serial as not genuine, without asking the CA", async () => {
    const forged = otherCa.issue("Holder", { serial: "5555", extensions });
    const fetchOcsp = vi.fn<CheckCardPorts["fetchOcsp"]>();
    const expected = { certificates: [listed("5555")], issuers: [ca.self.certificate] };
    const result = await checkCard(ports(pivCard({ "9A": forged.certificate.der }), { fetchOcsp }), expected);
    expect(result).toMatchObject({ value: { summary: "not-genuine", rows: [{ verdict: "not-of-this-ca" }] } });
    expect(fetchOcsp).not.toHaveBeenCalled();
  });

  it("reports bytes that are not a certificate as unreadable", async () => {
    const { certificate } = issue();
    const card = pivCard({ "9A": certificate.der, "9C": Uint8Array.of(0x30, 0x80) });
    const found = await check(ports(card), [listed(certificate.serial)]);
    expect(found).toMatchObject({
      summary: "unconfirmed",
      rows: [{ verdict: "agrees" }, { serialOnCard: null, verdict: "unreadable" }],
    });
  });

  it("reports a certificate as unconfirmed if the CA's answer does not verify", async () => {
    const { certificate } = issue();
    const fetchOcsp: CheckCardPorts["fetchOcsp"] = async (_, request) => ({
      ok: true,
      bytes: ca.ocsp(request, ca.self, ["-badsig"]),
    });
    const found = await check(ports(pivCard({ "9A": certificate.der }), { fetchOcsp }), [listed(certificate.serial)]);
    const rejected = { kind: "rejected", by: "ocsp", why: "wrong-signature" };
    expect(found).toMatchObject({ summary: "unconfirmed", rows: [{ ca: rejected, verdict: "unconfirmed" }] });
  });

  it("reports a card without certificates, a card of an unknown kind, and a removed card", async () => {
    expect((await check(ports(pivCard({})), [listed("77")])).summary).toBe("no-certificates");
    const expected = { certificates: [], issuers: [] };
    const foreign: Card = { kind: "unknown", atr: "3b00" };
    expect(await checkCard(ports(foreign), expected)).toEqual(bridgeFail("card-unknown"));
    const pulled = { ...ports(foreign), readCard: async () => bridgeFail("card-removed") };
    expect(await checkCard(pulled, expected)).toEqual(bridgeFail("card-removed"));
  });
});

describe("the proof by a signed challenge", () => {
  it.each([
    ["p256", "ecdsa-sha256"],
    ["rsa2048", "rsa-sha256"],
  ] as const)("with a %s key is accepted", async (keyType, algorithm) => {
    const card = issue(undefined, keyType);
    const sign = signsWith(card, algorithm);
    const found = await check(ports(pivCard({ "9A": card.certificate.der }), { sign }), [
      listed(card.certificate.serial),
    ]);
    expect(found).toMatchObject({ summary: "confirmed", possession: { kind: "proved", key: "9A" }, pin: { left: 3 } });
  });

  it("with another key, or for another challenge, shows that the card is not genuine", async () => {
    const [card, other] = [issue(), issue()];
    const replayed = ca.sign(card, new Uint8Array(32)).toString("base64");
    const replay: CheckCardPorts["sign"] = async () => ({
      ok: true,
      value: { algorithm: "ecdsa-sha256", signature: replayed },
    });
    for (const sign of [signsWith(other), replay]) {
      const found = await check(ports(pivCard({ "9A": card.certificate.der }), { sign }), [
        listed(card.certificate.serial),
      ]);
      expect(found).toMatchObject({ summary: "not-genuine", possession: { kind: "wrong-signature", key: "9A" } });
    }
  });

  it("uses a new challenge every time", async () => {
    const card = issue();
    const sign = signsWith(card);
    const run = () =>
      check(ports(pivCard({ "9A": card.certificate.der }), { sign }), [listed(card.certificate.serial)]);
    await run();
    await run();
    const digests = sign.mock.calls.map(([, digest]) => Buffer.from(digest).toString("hex"));
    expect(new Set(digests).size).toBe(2);
  });

  it("fails with a wrong PIN, reports the tries left, and leaves the table as it is", async () => {
    const { certificate } = issue();
    const error = { code: "pin-wrong", triesLeft: 2, detail: "" } as const;
    const found = await check(ports(pivCard({ "9A": certificate.der }), { sign: async () => ({ ok: false, error }) }), [
      listed(certificate.serial),
    ]);
    expect(found).toMatchObject({
      summary: "not-proved",
      possession: { kind: "failed", error },
      rows: [{ verdict: "agrees" }],
    });
  });

  it("sends no PIN to another card, or to one without a genuine certificate for the key", async () => {
    const card = issue();
    const sign = signsWith(card);
    const wanted = [listed(card.certificate.serial)];
    const another = await check(ports(pivCard({ "9A": issue().certificate.der }), { sign }), wanted);
    expect(another).toMatchObject({ summary: "other-card", possession: { kind: "not-asked" } });
    const elsewhere = await check(ports(pivCard({ "9C": card.certificate.der }), { sign }), wanted);
    expect(elsewhere).toMatchObject({
      summary: "not-proved",
      possession: { kind: "failed", error: { code: "key-missing" } },
    });
    const forged = otherCa.issue("Holder", { serial: "6666", extensions }).certificate;
    const card2 = pivCard({ "9A": forged.der, "9C": card.certificate.der });
    const certificates = [...wanted, listed("6666")];
    const result = await checkCard(ports(card2, { sign }), { certificates, issuers: [ca.self.certificate] });
    expect(result).toMatchObject({ value: { summary: "not-genuine", possession: { error: { code: "key-missing" } } } });
    expect(sign).not.toHaveBeenCalled();
  });
});

describe("addresses that the check may ask", () => {
  it.each([
    ["http://idm.example/ca/ocsp", true],
    ["http://idm.example:8080/ca/ocsp", true],
    ["http://127.0.0.1:7400/ca/ocsp", true],
    ["http://[::1]/crl", true],
    ["http://localhost/crl", true],
    ["http://other.example/crl", false],
    ["http://idm.example.evil.example/crl", false],
    ["http://10.0.0.1/crl", false],
    ["http://169.254.169.254/crl", false],
  ])("%s: %s", (address, allowed) => {
    expect(backEndOrLoopback(new URL("https://idm.example"))(new URL(address))).toBe(allowed);
  });
});
