import { createPrivateKey, X509Certificate } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CaRefused, CaUnavailable } from "./ca.ts";
import { record, startTestCa, type TestCa } from "../../../test/fixtures/sandbox-ca.ts";

const serial = "4a01";

async function started(): Promise<TestCa> {
  const testCa = await startTestCa();
  testCa.ca.register([record(serial), record("4a02")]);
  return testCa;
}

/**
 * Returns the answers of the CA, `openssl verify -crl_check`, `openssl ocsp` and the CRL on a
 * certificate, each in one word.
 */
async function everyAnswer(testCa: TestCa, serial: string): Promise<string[]> {
  const verify = await testCa.verify(serial);
  const ocsp = await testCa.ocsp(serial);
  expect(ocsp).toContain("Response verify OK");
  const crl = await testCa.crlText();
  expect(crl).toContain("verify OK");
  return [
    testCa.ca.status(serial).status,
    / OK$|: OK\n/.test(verify) ? "ok" : (/certificate revoked/.exec(verify)?.[0] ?? verify),
    /\.pem: (\w+)/.exec(ocsp)?.[1] ?? ocsp,
    /Reason: (\w+)/.exec(ocsp)?.[1] ?? "no reason",
    entry(crl, serial),
  ];
}

/**
 * Returns the reason in the CRL entry of a serial, `listed` if it has none, `not listed` if there
 * is no entry.
 */
function entry(crl: string, serial: string): string {
  const found = crl.split("Serial Number: ").find((part) => part.startsWith(`${serial.toUpperCase()}\n`));
  if (found === undefined) return "not listed";
  return /Reason Code: \n\s+(.+)/.exec(found)?.[1] ?? "listed";
}

const valid = ["valid", "ok", "good", "no reason", "not listed"];
const onHold = ["onHold", "certificate revoked", "revoked", "certificateHold", "Certificate Hold"];
const superseded = ["revoked", "certificate revoked", "revoked", "superseded", "Superseded"];
const revoked = ["revoked", "certificate revoked", "revoked", "no reason", "listed"];

describe("the states of a certificate, as OpenSSL reports them", () => {
  test("valid, on hold, released, revoked", async () => {
    await using testCa = await started();
    const { ca } = testCa;
    expect(await everyAnswer(testCa, serial)).toEqual(valid);
    ca.hold(serial);
    expect(ca.status(serial).reason).toBe("certificateHold");
    expect(await everyAnswer(testCa, serial)).toEqual(onHold);
    ca.release(serial);
    expect(await everyAnswer(testCa, serial)).toEqual(valid);
    ca.revoke(serial, "superseded");
    expect(await everyAnswer(testCa, serial)).toEqual(superseded);
    expect(await everyAnswer(testCa, "4a02")).toEqual(valid);
  });

  test("a certificate on hold can be revoked, and its revocation date stays that of the hold", async () => {
    let now = new Date("2026-03-01T08:00:00Z");
    await using testCa = await startTestCa({ now: () => now });
    testCa.ca.register([record(serial)]);
    testCa.ca.hold(serial);
    now = new Date("2026-03-02T08:00:00Z");
    testCa.ca.revoke(serial, "unspecified");
    const crl = await testCa.crlText();
    expect(crl).toContain("Revocation Date: Mar  1 08:00:00 2026 GMT");
    expect(entry(crl, serial)).toBe("listed");
    expect(testCa.ca.status(serial)).toEqual({
      status: "revoked",
      reason: "unspecified",
      asOf: "2026-03-02T08:00:00.000Z",
    });
  });

  test("a certificate revoked as unspecified has no reason in the CRL and in OCSP", async () => {
    await using testCa = await started();
    testCa.ca.revoke(serial, "unspecified");
    expect(await everyAnswer(testCa, serial)).toEqual(revoked);
  });
});

describe("refusals", () => {
  test("only a valid certificate can be put on hold, only one on hold can be released, and revoked is final", async () => {
    await using testCa = await started();
    const { ca } = testCa;
    expect(() => ca.release(serial)).toThrow(CaRefused);
    ca.hold(serial);
    expect(() => ca.hold(serial)).toThrow(CaRefused);
    ca.revoke(serial, "keyCompromise");
    expect(() => ca.hold(serial)).toThrow(CaRefused);
    expect(() => ca.release(serial)).toThrow("Release hold is refused: in the CA the certificate is revoked.");
    expect(() => ca.revoke(serial, "superseded")).toThrow(CaRefused);
    expect(ca.status(serial).reason).toBe("keyCompromise");
  });

  test("a certificate cannot be revoked with the reason certificateHold", async () => {
    await using testCa = await started();
    expect(() => testCa.ca.revoke(serial, "certificateHold")).toThrow(CaRefused);
    expect(testCa.ca.status(serial).status).toBe("valid");
  });

  test("expired is final, on hold or not, and a revoked certificate stays revoked after it has expired", async () => {
    let now = new Date("2026-01-01T00:00:00Z");
    await using testCa = await startTestCa({ now: () => now });
    const { ca } = testCa;
    const serials = ["01", "02", "03"];
    ca.register(serials.map((serial) => record(serial, { notAfter: "2026-06-01T00:00:00.000Z" })));
    ca.hold("02");
    ca.revoke("03", "cessationOfOperation");
    now = new Date("2026-06-01T00:00:01Z");
    expect(serials.map((serial) => ca.status(serial).status)).toEqual(["expired", "expired", "revoked"]);
    expect(() => ca.hold("01")).toThrow(CaRefused);
    expect(() => ca.release("02")).toThrow(CaRefused);
    expect(() => ca.revoke("02", "unspecified")).toThrow(CaRefused);
  });

  test("a serial that the CA never issued", async () => {
    await using testCa = await started();
    const { ca } = testCa;
    expect(() => ca.status("beef")).toThrow(CaRefused);
    expect(() => ca.hold("beef")).toThrow(CaRefused);
    await expect(ca.certificate("beef")).rejects.toThrow(CaRefused);
  });

  test.each(["", "abc", "00ab", "AB01", "xy", "ff".repeat(20), "11".repeat(21)])(
    "%j cannot be registered as a serial number",
    async (serial) => {
      await using testCa = await startTestCa();
      expect(() => testCa.ca.register([record(serial)])).toThrow("CHECK constraint failed");
    },
  );
});

test("a change that is rolled back is undone in the CRL and in OCSP too, even if both were read in between", async () => {
  await using testCa = await started();
  const { ca, db } = testCa;
  await everyAnswer(testCa, serial);
  db.exec("BEGIN");
  ca.hold(serial);
  expect(await everyAnswer(testCa, serial)).toEqual(onHold);
  db.exec("ROLLBACK");
  expect(await everyAnswer(testCa, serial)).toEqual(valid);

  // As many changes as were rolled back: a CRL cached by the change count alone would be served
  // here.
  db.exec("BEGIN");
  ca.hold("4a02");
  db.exec("COMMIT");
  expect(await everyAnswer(testCa, serial)).toEqual(valid);
  expect(await everyAnswer(testCa, "4a02")).toEqual(onHold);

  db.exec("BEGIN");
  ca.release("4a02");
  expect(await everyAnswer(testCa, "4a02")).toEqual(valid);
  db.exec("ROLLBACK");
  expect(await everyAnswer(testCa, "4a02")).toEqual(onHold);
});

test("a CA that is down answers nothing and changes nothing, and is as before when it is up again", async () => {
  await using testCa = await started();
  const { ca } = testCa;
  ca.setDown(true);
  expect(() => ca.hold(serial)).toThrow(CaUnavailable);
  expect(() => ca.release(serial)).toThrow(CaUnavailable);
  expect(() => ca.revoke(serial, "unspecified")).toThrow(CaUnavailable);
  expect(() => ca.status(serial)).toThrow(CaUnavailable);
  expect(() => ca.register([record("4a03")])).toThrow(CaUnavailable);
  await expect(ca.certificate(serial)).rejects.toThrow(CaUnavailable);
  await expect(ca.crl()).rejects.toThrow(CaUnavailable);
  await expect(ca.ocsp(Buffer.alloc(0))).rejects.toThrow(CaUnavailable);
  ca.setDown(false);
  expect(await everyAnswer(testCa, serial)).toEqual(valid);
});

test("a reopened database has the same hierarchy, certificates and statuses, and continues the CRL numbers", async () => {
  const directory = await mkdtemp(join(tmpdir(), "carddesk-ca-db-"));
  const databaseFile = join(directory, "sandbox.db");
  const before = await (async () => {
    await using testCa = await startTestCa({ databaseFile });
    const { ca } = testCa;
    ca.register([record(serial), record("4a02"), record("4a03")]);
    ca.hold(serial);
    ca.revoke("4a02", "keyCompromise");
    return { root: ca.root, issuing: ca.issuing, card: await ca.certificate(serial), crl: await ca.crl() };
  })();
  {
    await using testCa = await startTestCa({ databaseFile });
    const { ca } = testCa;
    expect(ca.root).toEqual(before.root);
    expect(ca.issuing).toEqual(before.issuing);
    expect(await ca.certificate(serial)).toEqual(before.card);
    expect(await ca.crl()).toEqual(before.crl);
    expect(["4a01", "4a02", "4a03"].map((serial) => ca.status(serial).status)).toEqual(["onHold", "revoked", "valid"]);
    expect(await testCa.crlText()).toMatch(/X509v3 CRL Number: \n\s+1\n/);
    // The certificate names the port of the run that made it; OCSP at the present port answers for
    // it too.
    expect(new X509Certificate(before.card.certificate).infoAccess).not.toContain(testCa.url);
    expect(await testCa.ocsp(serial)).toMatch(/4a01\.pem: revoked[^]*Reason: certificateHold/);
    ca.release(serial);
    expect(await testCa.ocsp(serial)).toContain("4a01.pem: good");
    expect(await testCa.crlText()).toMatch(/X509v3 CRL Number: \n\s+2\n/);
    // A certificate made in this run names this run's port, and the CRL found there.
    expect(await testCa.verify("4a03")).toContain("4a03.pem: OK");
  }
  await rm(directory, { recursive: true });
});

describe("certificates", () => {
  test.each([
    ["authentication", "Digital Signature", "TLS Web Client Authentication"],
    ["signature", "Non Repudiation", "E-mail Protection"],
    ["encryption", "Key Agreement", "E-mail Protection"],
  ] as const)("for %s have their key usages and the CA's addresses", async (purpose, keyUsage, extendedKeyUsage) => {
    await using testCa = await startTestCa();
    testCa.ca.register([record("f00d", { purpose })]);
    await testCa.file("card.cer", (await testCa.ca.certificate("f00d")).certificate);
    const text = (await testCa.openssl("x509", "-in", "card.cer", "-noout", "-text")).replaceAll(/\n\s*/g, "\n");
    const keyIdentifier = /Subject Key Identifier: \n(.+)/.exec(
      (await testCa.openssl("x509", "-in", "issuing.pem", "-noout", "-text")).replaceAll(/\n\s*/g, "\n"),
    );
    for (const line of [
      "Version: 3 (0x2)",
      "Serial Number: 61453 (0xf00d)",
      "Issuer: O = CardDesk Sandbox, CN = CardDesk Sandbox Issuing CA",
      "Not Before: Jan  1 00:00:00 2020 GMT",
      "Not After : Jan  1 00:00:00 2045 GMT",
      "Subject: O = Example, CN = Card f00d",
      "NIST CURVE: P-256",
      "X509v3 Basic Constraints: critical\nCA:FALSE",
      `X509v3 Key Usage: critical\n${keyUsage}\n`,
      `X509v3 Extended Key Usage: \n${extendedKeyUsage}\n`,
      `OCSP - URI:${testCa.url}/ca/ocsp`,
      `CA Issuers - URI:${testCa.url}/ca/issuing.cer`,
      `X509v3 CRL Distribution Points: \nFull Name:\nURI:${testCa.url}/ca/issuing.crl`,
      "X509v3 Subject Key Identifier: \n",
      `X509v3 Authority Key Identifier: \n${keyIdentifier?.[1]}\n`,
    ]) {
      expect(text).toContain(line);
    }
  });

  test("are made once, with the key that belongs to them", async () => {
    await using testCa = await started();
    const [one, other] = await Promise.all([testCa.ca.certificate(serial), testCa.ca.certificate(serial)]);
    expect(one).toEqual(other);
    expect(await testCa.ca.certificate(serial)).toEqual(one);
    const key = createPrivateKey({ key: one.privateKey, type: "pkcs8", format: "der" });
    expect(new X509Certificate(one.certificate).checkPrivateKey(key)).toBe(true);
  });

  test.each([
    "CN=Zoë Ångström,OU=Größe & Maß,O=Example,C=SE",
    'CN=Lindqvist\\, Ada\\+Bo,O=A \\"quoted\\" name',
    "UID=ada,serialNumber=PNO-1,DC=example,DC=com",
  ])("carry the subject %s as it is on record", async (subject) => {
    await using testCa = await startTestCa();
    testCa.ca.register([record(serial, { subject })]);
    await testCa.file("card.cer", (await testCa.ca.certificate(serial)).certificate);
    const asRfc4514 = ["-nameopt", "RFC2253,utf8,-esc_msb"];
    const printed = await testCa.openssl("x509", "-in", "card.cer", "-noout", "-subject", ...asRfc4514);
    expect(printed).toBe(`subject=${subject}\n`);
  });

  test.each(["", "Ada", "CN=Ada\\2C Bo", "CN=Ada+UID=ada", "Shoe=41"])(
    "are refused for the subject %j instead of issued for a changed one",
    async (subject) => {
      await using testCa = await startTestCa();
      testCa.ca.register([record(serial, { subject })]);
      await expect(testCa.ca.certificate(serial)).rejects.toThrow(Error);
    },
  );

  test("of the hierarchy are a root, a CA that issues to end entities only, and a responder that signs OCSP only", async () => {
    await using testCa = await startTestCa();
    const root = await testCa.openssl("x509", "-in", "root.pem", "-noout", "-text");
    expect(root).toMatch(/Key Usage: critical\n\s+Certificate Sign, CRL Sign/);
    expect(await testCa.openssl("verify", "-x509_strict", "-CAfile", "root.pem", "root.pem", "issuing.pem")).toBe(
      "root.pem: OK\nissuing.pem: OK\n",
    );
    const issuing = await testCa.openssl("x509", "-in", "issuing.pem", "-noout", "-text");
    expect(issuing).toMatch(/Basic Constraints: critical\n\s+CA:TRUE, pathlen:0/);
    expect(issuing).toContain(`CA Issuers - URI:${testCa.url}/ca/root.cer`);
    testCa.ca.register([record(serial)]);
    const responder = await testCa.ocsp(serial, "-resp_text");
    expect(responder).toMatch(/Extended Key Usage: critical\n\s+OCSP Signing/);
    expect(responder).toContain("OCSP No Check");
  });
});
