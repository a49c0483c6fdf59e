import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { sandboxAccounts } from "#shared/sandbox.ts";
import { machineClock, type Clock } from "../../../electron/core/clock.ts";
import { pkcs12 } from "../../../electron/sandbox/ca/pkcs12.ts";
import { startSandbox, type Sandbox } from "../../../electron/sandbox/server.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { bulkIs, candidates, itemsOf, kindsOf } from "../../fixtures/bulk.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { call, logIn } from "../../fixtures/sandbox.ts";
import { lock } from "../../../electron/sandbox/test/sandbox.ts";
import { newP256, openssl } from "../../fixtures/openssl.ts";

const dir = mkdtempSync(join(tmpdir(), "carddesk-certificate-"));
const options = {
  dataDir: dir,
  people: 20,
  seed: 1,
  port: 0,
  sessionSeconds: 36_000,
  allowFaults: true,
  clientCertificates: true,
  stepUpSeconds: 600,
};
let sandbox: Sandbox;
let ca = "";
beforeAll(async () => {
  sandbox = await startSandbox(options);
  await enable(sandbox.url, lock);
  ca = readFileSync(join(dir, "ca.pem"), "utf8");
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(dir, { recursive: true, force: true });
});

const core = (clock: Clock = machineClock): CoreUnderTest =>
  startCore(sandbox.url, undefined, undefined, clock, undefined, ca);

/** Returns a file of the sandbox, encoded as the page does it. */
async function fileOf(name: string, url = sandbox.url): Promise<string> {
  const answer = await fetch(`${url}/sandbox/client-certificates/${name}.p12`);
  expect(answer.status).toBe(200);
  return Buffer.from(await answer.arrayBuffer()).toString("base64");
}

/** Creates a self-signed certificate and its key with openssl, DER. */
function stranger(): { certificate: Buffer; privateKey: Buffer } {
  openssl(dir, "req", "-x509", ...newP256, "-keyout", "s.key", "-out", "s.pem", "-subj", "/CN=Stranger", "-days", "9");
  openssl(dir, "x509", "-in", "s.pem", "-outform", "DER", "-out", "s.cer");
  openssl(dir, "pkcs8", "-topk8", "-nocrypt", "-in", "s.key", "-outform", "DER", "-out", "s.p8");
  return { certificate: readFileSync(join(dir, "s.cer")), privateKey: readFileSync(join(dir, "s.p8")) };
}

const madeOf = (content: Partial<Parameters<typeof pkcs12>[0]>): string =>
  pkcs12({ ...stranger(), chain: [], passphrase: "sandbox", ...content }).toString("base64");

/** Returns the code of the refusal; "in" if the log-in succeeded. */
async function attempt(it: CoreUnderTest, file: string, passphrase = "sandbox"): Promise<string> {
  const answer = await it.client.session.logInWithCertificate({ pkcs12: file, passphrase });
  return answer.ok ? "in" : answer.error.code;
}

test.each(sandboxAccounts)("the certificate of %s is shown and logs in", async (account) => {
  await using it = core();
  expect(await value(it.client.session.ways())).toEqual([{ way: "password" }, { way: "certificate" }]);
  const file = { pkcs12: await fileOf(account), passphrase: "sandbox" };
  const shown = await value(it.client.session.readCertificate(file));
  expect(shown).toMatchObject({ issuer: "CN=CardDesk Sandbox Issuing CA, O=CardDesk Sandbox" });
  const operator = await value(it.client.session.logInWithCertificate(file));
  expect(operator.account).toBe(account);
  expect(shown.subject).toBe(`CN=${operator.name}, O=CardDesk Sandbox`);
  expect(await value(it.client.session.state())).toMatchObject({ kind: "active", way: "certificate" });
  // The administrator may not search.
  const searched = await it.client.search.configurations();
  expect(searched.ok ? "known" : searched.error.code).toBe(account === "admin" ? "forbidden" : "known");
});

test("a PKCS #12 file made by openssl logs in too", async () => {
  writeFileSync(join(dir, "v.p12"), Buffer.from(await fileOf("vscmanager"), "base64"));
  openssl(dir, "pkcs12", "-in", "v.p12", "-passin", "pass:sandbox", "-nodes", "-out", "v.pem");
  openssl(dir, "pkcs12", "-export", "-in", "v.pem", "-passout", "pass:ÄÖ ß€", "-out", "o.p12");
  await using it = core();
  expect(await attempt(it, readFileSync(join(dir, "o.p12")).toString("base64"), "ÄÖ ß€")).toBe("in");
});

test("refuses a wrong passphrase, a missing key, another certificate's key, and a file that is not a certificate", async () => {
  await using it = core();
  const right = await fileOf("vscmanager");
  expect(await attempt(it, right, "wrong")).toBe("certificate-passphrase");
  expect(await attempt(it, right, "")).toBe("certificate-passphrase");
  expect(await attempt(it, madeOf({ privateKey: null }))).toBe("certificate-no-key");
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const other = privateKey.export({ type: "pkcs8", format: "der" });
  expect(await attempt(it, madeOf({ privateKey: other }))).toBe("certificate-no-key");
  expect(await attempt(it, right.slice(0, 400))).toBe("certificate-unreadable");
  expect(await attempt(it, Buffer.from("a letter").toString("base64"))).toBe("certificate-unreadable");
  expect(await attempt(it, "")).toBe("certificate-unreadable");
  expect(await attempt(it, "A".repeat(300_000))).toBe("bad-call");
  expect(await value(it.client.session.state())).toEqual({ kind: "none" });
});

test("refuses an expired certificate, one that is not yet valid, and one for signatures", async () => {
  await using it = core();
  expect(await attempt(it, await fileOf("expired"))).toBe("certificate-expired");
  expect(await attempt(it, await fileOf("signature"))).toBe("certificate-purpose");
  await using early = core({ ...machineClock, now: () => Date.now() - 400 * 86_400_000 });
  expect(await attempt(early, await fileOf("vscmanager"))).toBe("certificate-expired");
  expect(
    await it.client.session.readCertificate({ pkcs12: await fileOf("expired"), passphrase: "sandbox" }),
  ).toMatchObject({ ok: false, error: { code: "certificate-expired" } });
});

test("the back end refuses a revoked certificate, one without an account, and a self-signed one", async () => {
  await using it = core();
  const refused = async (file: string) => {
    const answer = await it.client.session.logInWithCertificate({ pkcs12: file, passphrase: "sandbox" });
    return answer.ok ? "in" : [answer.error.code, answer.error.params["detail"]];
  };
  expect(await refused(await fileOf("revoked"))).toEqual([
    "certificate-refused",
    "This certificate is revoked or on hold.",
  ]);
  expect(await refused(await fileOf("unknown"))).toEqual([
    "certificate-refused",
    "No account belongs to this certificate.",
  ]);
  expect(await refused(madeOf({}))).toEqual(["certificate-refused", undefined]);
});

test("certificates are accepted or refused as before after a setup or a scenario replaces the data", async () => {
  const directory = mkdtempSync(join(dir, "replaced-"));
  await using other = await (async () => {
    const running = await startSandbox({ ...options, dataDir: directory });
    return { url: running.url, [Symbol.asyncDispose]: () => running.stop() };
  })();
  const authority = readFileSync(join(directory, "ca.pem"), "utf8");
  await using it = startCore(other.url, undefined, undefined, machineClock, undefined, authority);
  const [right, revoked] = [await fileOf("vscmanager", other.url), await fileOf("revoked", other.url)];
  const empty = { users: [], cards: [], certificates: [], templates: [], tasks: [], operators: [] };
  expect((await call(other.url, "PUT", "/sandbox/setup", { format: 1, ...empty })).status).toBe(204);
  expect(await attempt(it, revoked)).toBe("certificate-refused");
  expect(await attempt(it, right)).toBe("in");

  await call(other.url, "PUT", "/sandbox/scenario", { name: "approval-pending" });
  const inScenario = await fileOf("helpdesk", other.url);
  await call(other.url, "PUT", "/sandbox/scenario", { name: null });
  await using next = startCore(other.url, undefined, undefined, machineClock, undefined, authority);
  expect(await attempt(next, inScenario)).toBe("in");
});

test("the certificate address refuses a client without one, and the ordinary address refuses a certificate log-in", async () => {
  const [, way] = await (await fetch(`${sandbox.url}${idmApi.logInWays.path}`)).json();
  const code = await new Promise((resolve) => {
    const asked = request(`${way.url}/v1/health`, { ca, agent: false }, () => resolve("answered"));
    asked.on("error", (fault) => resolve("code" in fault ? fault.code : "unknown")).end();
  });
  expect(code).toMatch(/ECONNRESET|ALERT_CERTIFICATE_REQUIRED/);
  const plain = await fetch(`${sandbox.url}${idmApi.logInWithCertificate.path}`, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: "{}",
  });
  expect([plain.status, await plain.json()]).toMatchObject([403, { code: "certificate-refused" }]);
});

test("a certificate log-in is refused if the back end does not offer it", async () => {
  await using other = await (async () => {
    const running = await startSandbox({
      dataDir: mkdtempSync(join(dir, "other-")),
      people: 20,
      seed: 2,
      port: 0,
      sessionSeconds: 60,
      allowFaults: false,
    });
    return { url: running.url, [Symbol.asyncDispose]: () => running.stop() };
  })();
  await using it = startCore(other.url);
  expect(await attempt(it, await fileOf("vscmanager"))).toBe("bad-call");
});

test("a fresh log-in with the certificate is proved by a handshake of its own, and by nobody else's", async () => {
  await using it = core();
  expect(await attempt(it, await fileOf("officer"))).toBe("in");
  const prove = async (name: string, passphrase = "sandbox") => {
    const answer = await it.client.session.prove({ way: "certificate", pkcs12: await fileOf(name), passphrase });
    return answer.ok ? "proved" : answer.error.code;
  };
  const start = await candidates(it, lock, { count: 1 });
  await call(sandbox.url, "POST", "/sandbox/faults", {
    match: { method: "POST", path: "/v1/process-instances/*/next" },
    effect: { ageLogIns: true },
  });
  await value(it.client.bulk.start(start));
  await bulkIs(it, "finished");
  const undone = async (): Promise<void> => {
    for (const { state } of await itemsOf(it))
      expect(state).toMatchObject({ kind: "failed", error: { code: "step-up-required" } });
  };
  await undone();

  expect(await prove("officer", "wrong")).toBe("certificate-passphrase");
  expect(await prove("revoked")).toBe("certificate-refused");
  expect(await prove("vscmanager")).toBe("forbidden");
  await value(it.client.bulk.retry());
  await bulkIs(it, "finished");
  await undone();
  expect(await value(it.client.session.state())).toMatchObject({ kind: "active", way: "certificate" });

  expect(await prove("officer")).toBe("proved");
  await value(it.client.bulk.retry());
  await eventually("it is done", async () => (await kindsOf(it)).done === 1);
  const told = JSON.stringify(it.recorder.recording()) + it.log();
  expect(told).not.toContain((await fileOf("officer")).slice(100, 140));

  const api = await logIn(sandbox.url, "vscmanager");
  const elsewhere = await api.refused(idmApi.prove, { body: { way: "certificate" } });
  expect(elsewhere).toMatchObject({ status: 403, code: "certificate-refused" });
});

test("nothing of the file or its passphrase is in the log or the recording, and nothing is kept for the next log-in", async () => {
  await using it = core();
  const passphrase = "correct horse battery staple";
  const { certificate, privateKey } = stranger();
  const file = madeOf({ certificate, privateKey, passphrase });
  await attempt(it, file, passphrase);
  await attempt(it, file, `${passphrase} `);
  const right = await fileOf("vscmanager");
  expect(await attempt(it, right)).toBe("in");
  expect(JSON.stringify(it.recorder.recording())).toContain("session.logInWithCertificate");
  const told = JSON.stringify(it.recorder.recording()) + it.log();
  for (const secret of [passphrase, file.slice(100, 140), right.slice(100, 140), "Stranger"])
    expect(told).not.toContain(secret);
  for (const leave of [it.client.session.lock, it.client.session.logOut]) {
    await leave();
    expect(await value(it.client.session.state())).not.toHaveProperty("kind", "active");
  }
});
