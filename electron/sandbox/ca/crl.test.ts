import { expect, test } from "vitest";
import { revocationReasons } from "#shared/domain/states.ts";
import { record, startTestCa } from "../../../test/fixtures/sandbox-ca.ts";

const hour = 3_600_000;
const numberOf = (crl: string): number => Number(/CRL Number: \n\s+(\d+)/.exec(crl)?.[1]);

test("a CRL has version 2, the issuing CA's signature, a key identifier, a number, and no list if nothing is revoked", async () => {
  await using testCa = await startTestCa({ now: () => new Date("2026-03-01T08:00:00.999Z") });
  const crl = await testCa.crlText();
  for (const line of [
    "verify OK",
    "Version 2 (0x1)",
    "Signature Algorithm: ecdsa-with-SHA256",
    "Issuer: O = CardDesk Sandbox, CN = CardDesk Sandbox Issuing CA",
    "Last Update: Mar  1 08:00:00 2026 GMT",
    "Next Update: Mar  2 08:00:00 2026 GMT",
    "X509v3 Authority Key Identifier",
    "No Revoked Certificates.",
  ]) {
    expect(crl).toContain(line);
  }
  expect(numberOf(crl)).toBe(1);
});

test("a CRL lists each reason with its own code, unspecified without one, and serials with the first bit set", async () => {
  await using testCa = await startTestCa({ now: () => new Date("2026-03-01T08:00:00Z") });
  const { ca } = testCa;
  const reasons = revocationReasons.map((reason, index) => ({ reason, serial: `f${index}7f` }));
  ca.register(reasons.map(({ serial }) => record(serial)));
  for (const { reason, serial } of reasons) {
    if (reason === "certificateHold") ca.hold(serial);
    else ca.revoke(serial, reason);
  }
  const entries = (await testCa.crlText()).split("Signature Algorithm").at(1)?.split("Serial Number: ").slice(1);
  expect(entries?.map((entry) => entry.trim().replaceAll(/\s+/g, " "))).toEqual(
    [
      ["F07F", null],
      ["F17F", "Key Compromise"],
      ["F27F", "CA Compromise"],
      ["F37F", "Affiliation Changed"],
      ["F47F", "Superseded"],
      ["F57F", "Cessation Of Operation"],
      ["F67F", "Certificate Hold"],
      ["F77F", "Privilege Withdrawn"],
      ["F87F", "AA Compromise"],
    ].map(([serial, reason]) =>
      [
        `${serial} Revocation Date: Mar 1 08:00:00 2026 GMT`,
        ...(reason === null ? [] : [`CRL entry extensions: X509v3 CRL Reason Code: ${reason}`]),
      ].join(" "),
    ),
  );
});

test("the CRL stays the same until a status changes or nextUpdate is an hour away, then a new one has the next number", async () => {
  const start = new Date("2026-03-01T08:00:00Z").getTime();
  let now = new Date(start);
  await using testCa = await startTestCa({ now: () => now });
  const { ca } = testCa;
  ca.register([record("01"), record("02")]);
  const first = await ca.crl();
  now = new Date(start + 22 * hour);
  expect(await ca.crl()).toEqual(first);
  now = new Date(start + 23 * hour);
  const renewed = await testCa.crlText();
  expect(renewed).toContain("Next Update: Mar  3 07:00:00 2026 GMT");
  expect(numberOf(renewed)).toBe(2);
  ca.hold("01");
  expect(numberOf(await testCa.crlText())).toBe(3);
  ca.release("01");
  const released = await testCa.crlText();
  expect(numberOf(released)).toBe(4);
  expect(released).toContain("No Revoked Certificates.");
  // Refused: nothing has changed.
  expect(() => ca.release("01")).toThrow("Release hold is refused");
  expect(numberOf(await testCa.crlText())).toBe(4);
});

test("times in a CRL from 2050 on have a year of four digits", async () => {
  await using testCa = await startTestCa({ now: () => new Date("2049-12-31T12:00:00Z") });
  const crl = await testCa.crlText();
  expect(crl).toContain("Last Update: Dec 31 12:00:00 2049 GMT");
  expect(crl).toContain("Next Update: Jan  1 12:00:00 2050 GMT");
  const types = await testCa.openssl("asn1parse", "-inform", "DER", "-in", "issuing.crl");
  expect(types).toMatch(/UTCTIME\s+:491231120000Z/);
  expect(types).toMatch(/GENERALIZEDTIME\s+:20500101120000Z/);
});

test("a CRL lists 60,000 holds, and a released certificate is removed from it at once", async () => {
  await using testCa = await startTestCa();
  const { ca, db } = testCa;
  const serials = Array.from({ length: 60_000 }, (_, index) => `4a${index.toString(16).padStart(30, "0")}`);
  db.exec("BEGIN");
  ca.register(serials.map((serial) => record(serial)));
  for (const serial of serials) ca.hold(serial);
  db.exec("COMMIT");
  const listed = async (): Promise<string[]> =>
    [...(await testCa.crlText()).matchAll(/Serial Number: (\w+)/g)].map((match) => String(match[1]).toLowerCase());
  expect(await listed()).toEqual(serials);
  ca.release(serials[777] ?? "");
  expect(await listed()).toEqual(serials.toSpliced(777, 1));
});

test("after the clock is set back, a new CRL replaces the one from the future", async () => {
  const noon = new Date("2026-03-01T12:00:00Z");
  let now = new Date(noon.getTime() + 3 * hour);
  await using testCa = await startTestCa({ now: () => now });
  const ahead = await testCa.crlText();
  expect(ahead).toContain("Last Update: Mar  1 15:00:00 2026 GMT");
  now = noon;
  const present = await testCa.crlText();
  expect(present).toContain("Last Update: Mar  1 12:00:00 2026 GMT");
  expect(numberOf(present)).toBe(numberOf(ahead) + 1);
  expect(await testCa.crlText()).toBe(present);
});
