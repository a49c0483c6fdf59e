import { symlinkSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { beforeAll, afterAll, expect, test, vi } from "vitest";
import { caHttp } from "../../../electron/core/cards/ca-http.ts";
import { caAsker, type CaPorts } from "../../../electron/core/revocation/ask-ca.ts";
import { longestCrl, verifyCrl } from "../../../electron/core/revocation/crl.ts";
import { verifyCrlInThread } from "../../../electron/core/revocation/crl-thread.ts";
import { shippedTiming } from "../../../electron/core/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";
import { longCrl, serialOf } from "../../fixtures/long-crl.ts";
import { loopDelay } from "../../fixtures/loop-delay.ts";
import { OpensslCa, type Issued } from "../../fixtures/openssl-ca.ts";
import { run, type Running } from "../../fixtures/process.ts";

// Slow: a CRL of 100 MB is generated, sent, and verified twice.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const entries = 1_000_000;
let ca: OpensslCa;
let server: Running;
let address: string;

beforeAll(async () => {
  ca = new OpensslCa();
  server = run("test/fixtures/file-server.ts", [ca.directory]);
  address = await server.line(/^at (\S+)$/);
});
afterAll(async () => {
  await server.stop();
  ca[Symbol.dispose]();
});

/** Issues a certificate whose CRL is a file of the server. */
const issue = (serial: string): Issued =>
  ca.issue("Card", { serial, extensions: [`crlDistributionPoints=URI:${address}/long.crl`] });

const http = caHttp(new URL("http://127.0.0.1"), directNetwork(), shippedTiming);
const ports: CaPorts = {
  ...http,
  mayFetch: () => true,
  now: () => new Date(),
};

test("a CRL of 1,000,000 entries and 100 MB is verified and searched off the core's thread", async () => {
  const [listed, unlisted] = [issue(serialOf(entries - 1)), issue(serialOf(entries))];
  const crl = longCrl(ca, entries);
  ca.write("long.crl", crl);
  expect(crl.length).toBeGreaterThan(100_000_000);

  const ask = caAsker(ports);
  const answers: unknown[] = [];
  const delay = await loopDelay(async () => {
    for (const { certificate } of [listed, unlisted]) answers.push(await ask(certificate, ca.self.certificate));
  });
  expect(answers).toMatchObject([
    { kind: "verified", by: "crl", status: "revoked" },
    { kind: "verified", by: "crl", status: "valid" },
  ]);

  const onThisThread = await loopDelay(() =>
    verifyCrl({ crl, issuer: ca.self.certificate, now: new Date(), toleranceSeconds: 300 }),
  );
  expect(delay).toBeLessThan(onThisThread / 5);
});

const question = () => ({
  crl: longCrl(ca, 10),
  issuer: ca.self.certificate,
  now: new Date(),
  toleranceSeconds: 300,
});

test("the CRL thread of the bundle answers like the one of the sources", async () => {
  const bundled = pathToFileURL("dist/main/crl-worker.js");
  const answers = [await verifyCrlInThread(question()), await verifyCrlInThread(question(), bundled)];
  for (const answer of answers) expect(answer).toMatchObject({ kind: "verified", entries: { count: 10 } });
});

test.each([
  ["throws", "throw new Error('broken')", "broken"],
  ["ends without an answer", "process.exit(7)", "exit code 7"],
  ["takes too much memory", "const all = []; for (;;) all.push({})", "memory"],
])("a CRL thread that %s leads to a typed rejection, and the next CRL is verified", async (_, program, detail) => {
  expect(await verifyCrlInThread(question(), new URL(`data:text/javascript,${program}`))).toEqual({
    kind: "rejected",
    why: "verification-failed",
    detail: expect.stringContaining(detail),
  });
  expect(await verifyCrlInThread(question())).toMatchObject({ kind: "verified", entries: { count: 10 } });
});

test("an endless answer of the CA is cut off", async () => {
  symlinkSync("/dev/zero", ca.file("endless"));
  const at = new URL("/endless", address);
  expect(await http.fetchOcsp(at, new Uint8Array())).toEqual({ ok: false, detail: "longer than 65536 bytes" });
  expect(await http.fetchCrl(at)).toEqual({ ok: false, detail: `longer than ${longestCrl} bytes` });
});
