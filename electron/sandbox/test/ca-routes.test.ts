import { X509Certificate } from "node:crypto";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { call, problemIn } from "../../../test/fixtures/sandbox.ts";
import { askOpenssl } from "../../../test/fixtures/openssl.ts";
import { bench, enable, reactivate, read, runProcess } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

let directory = "";
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-test-ca-"));
});
afterAll(() => rmSync(directory, { recursive: true }));

async function download(path: string): Promise<{ type: string | null; bytes: Buffer }> {
  const response = await fetch(at().sandbox.url + path);
  expect(response.status).toBe(200);
  return { type: response.headers.get("content-type"), bytes: Buffer.from(await response.arrayBuffer()) };
}

/** Writes the CA's certificates and one of a card as PEM files. */
async function files(serial: string) {
  const pem = async (path: string, name: string): Promise<string> => {
    const { bytes } = await download(path);
    const file = join(directory, name);
    writeFileSync(file, new X509Certificate(bytes).toString());
    return file;
  };
  return {
    issuing: await pem("/ca/issuing.cer", "issuing.pem"),
    certificate: await pem(`/ca/certificates/${serial}.cer`, "certificate.pem"),
  };
}

test("openssl reports on hold before a reactivation and good after it, by OCSP and by CRL", async () => {
  const { sandbox, manager, admin } = at();
  const serial = (await read(manager, "VSC-000002")).certificates[0]?.serial ?? "";
  const before = await askOpenssl(sandbox.url, serial);
  expect(before.ocsp).toMatch(/revoked[\s\S]*certificateHold/);
  expect(before.crl).toMatch(/certificate revoked/);

  await enable(admin, [reactivate]);
  await runProcess(manager, reactivate, "VSC-000002");
  const after = await askOpenssl(sandbox.url, serial);
  expect(after.ocsp).toMatch(/: good/);
  expect(after.crl).toMatch(/: OK/);
});

test("an OCSP request in the address is answered like one in the body", async () => {
  const serial = (await read(at().manager, "VSC-000002")).certificates[0]?.serial ?? "";
  const { issuing, certificate } = await files(serial);
  const file = join(directory, "request.der");
  execFileSync("openssl", ["ocsp", "-issuer", issuing, "-cert", certificate, "-no_nonce", "-reqout", file]);
  const request = readFileSync(file);
  const got = await download(`/ca/ocsp/${encodeURIComponent(request.toString("base64"))}`);
  expect(got.type).toBe("application/ocsp-response");
  const answer = join(directory, "answer.der");
  writeFileSync(answer, got.bytes);
  expect(execFileSync("openssl", ["ocsp", "-respin", answer, "-noverify", "-text"], { encoding: "utf8" })).toMatch(
    /Cert Status: revoked/,
  );
});

test("OCSP takes its own media type only, and no other call takes it", async () => {
  const { url } = at().sandbox;
  expect(problemIn(await call(url, "POST", "/ca/ocsp", {})).status).toBe(415);
  const headers = { "Content-Type": "application/ocsp-request" };
  expect(problemIn(await call(url, "POST", "/v1/sessions", {}, headers)).status).toBe(415);
});

test("a certificate that was never issued is not found", async () => {
  const { url } = at().sandbox;
  expect(problemIn(await call(url, "GET", "/ca/certificates/5aaa.cer"))).toMatchObject({
    status: 404,
    code: "not-found",
  });
  expect(problemIn(await call(url, "GET", "/ca/certificates/zz.cer"))).toMatchObject({ status: 400 });
});

test("a CA that is down publishes nothing", async () => {
  const { sandbox, manager } = at();
  const serial = (await read(manager, "VSC-000002")).certificates[0]?.serial ?? "";
  const paths = [
    "/ca/root.cer",
    "/ca/issuing.cer",
    "/ca/issuing.crl",
    `/ca/certificates/${serial}.cer`,
    "/ca/ocsp/MAA=",
  ];
  await sandbox.fault("*", "/ca/*", { caDown: true }, paths.length + 1);
  for (const path of paths) {
    expect(problemIn(await call(sandbox.url, "GET", path))).toMatchObject({
      status: 503,
      code: "ca-unavailable",
    });
  }
  const headers = { "Content-Type": "application/ocsp-request" };
  expect((await call(sandbox.url, "POST", "/ca/ocsp", "", headers)).status).toBe(503);
  await download("/ca/issuing.crl");
});
