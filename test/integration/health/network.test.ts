import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { HealthCheck } from "#shared/ipc/health.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { runChecks } from "../../../electron/core/health/check.ts";
import { networkChecks } from "../../../electron/core/health/inside.ts";
import { shakeHands } from "../../../electron/core/health/tls.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { testAuthority } from "../../fixtures/certificates.ts";
import { directNetwork, noProxy } from "../../fixtures/network.ts";
import { call } from "../../fixtures/sandbox.ts";
import { testTiming } from "../../fixtures/timing.ts";

const servers: Server[] = [];
const authority = testAuthority(400);
const shortAuthority = testAuthority(20);
let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(20);
});
beforeEach(async () => {
  backEnd.ahead = 0;
  await call(backEnd.url, "DELETE", "/sandbox/faults");
});
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(async () => {
  await backEnd[Symbol.asyncDispose]();
  authority.remove();
  shortAuthority.remove();
});

/** Runs the checks of a back end and returns their results. */
async function checked(url: string, ca: string | null = null, timeout = testTiming.readTimeout) {
  const found = new Map<string, HealthCheck>();
  const timing = { ...testTiming, readTimeout: timeout };
  const checks = networkChecks(new URL(url), { ca, ...noProxy, timing, clock: machineClock });
  await runChecks(checks, 15_000, (check) => found.set(check.id, check));
  const code = (id: string): string => found.get(id)?.code ?? "";
  const params = (id: string): HealthCheck["params"] => found.get(id)?.params ?? {};
  return { code, params, codes: ["back-end", "tls", "clock", "api", "crl", "ocsp"].map(code) };
}

async function listen(server: Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error("no port");
  return address.port;
}

const http = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttpServer(listener))}`;

/** A back end that answers only its health. */
const healthy =
  (api = "1"): RequestListener =>
  ({ url }, response) =>
    url === "/v1/health"
      ? response
          .writeHead(200, { "Content-Type": "application/json" })
          .end(JSON.stringify({ status: "ok", api, product: "Test", time: new Date().toISOString() }))
      : response.writeHead(404).end();

const https = async (identity: { key: string; cert: string }): Promise<string> =>
  `https://127.0.0.1:${await listen(createHttpsServer(identity, healthy()))}`;

const dependent = "unknown.back-end";

test("a healthy sandbox passes every check, and plain http is reported as a connection on this machine", async () => {
  const found = await checked(backEnd.url);
  expect(found.codes).toEqual([
    "back-end.answers",
    "tls.on-this-machine",
    "clock.right",
    "api.same",
    "crl.fresh",
    "ocsp.fresh",
  ]);
  expect(found.params("back-end").milliseconds).toBeGreaterThanOrEqual(0);
  expect(Date.parse(found.params("crl").until ?? "")).toBeGreaterThan(Date.now());
});

test("a refused connection: the back end is unreachable with the error code, dependent checks are unknown", async () => {
  const found = await checked("http://127.0.0.1:9");
  expect(found.codes).toEqual([
    "back-end.unreachable",
    "tls.on-this-machine",
    dependent,
    dependent,
    dependent,
    dependent,
  ]);
  expect(found.params("back-end")).toEqual({ reason: "ECONNREFUSED" });
});

test("no answer in time, a slow answer and an answer of another server are distinguished", async () => {
  const silent = await http(() => undefined);
  expect((await checked(silent, null, 300)).code("back-end")).toBe("back-end.late");

  // It reads its clock halfway through the delay.
  const slow = await checked(
    await http((_, response) =>
      setTimeout(() => {
        const body = JSON.stringify({ status: "ok", api: "1", product: "Test", time: new Date().toISOString() });
        setTimeout(() => response.end(body), 1_500);
      }, 1_500),
    ),
  );
  expect(slow.code("back-end")).toBe("back-end.slow");
  expect([slow.code("clock"), slow.params("clock").seconds]).toEqual(["clock.right", 0]);

  const proxy = await http((_, response) => response.writeHead(502).end("<h1>Bad gateway</h1>"));
  const other = await checked(proxy);
  expect(other.code("back-end")).toBe("back-end.other-answer");
  expect(other.params("back-end")).toEqual({ reason: "HTTP 502" });
  // Its time is taken from the Date header.
  expect([other.code("clock"), other.code("api")]).toEqual(["clock.right", dependent]);
});

test("plain http to another machine is insecure, and that back end is unreachable", async () => {
  const found = await checked("http://idm.example.org");
  expect(found.codes).toEqual(["back-end.unreachable", "tls.insecure", dependent, dependent, dependent, dependent]);
});

test("another version of the API is reported with both versions", async () => {
  const found = await checked(await http(healthy("2")));
  expect(found.code("api")).toBe("api.other");
  expect(found.params("api")).toEqual({ found: "v2", wanted: "v1" });
});

test("a clock two minutes off is reported as off, one hour off as wrong, each with its direction", async () => {
  backEnd.ahead = 120_000;
  const off = await checked(backEnd.url);
  expect(off.code("clock")).toBe("clock.off");
  expect(off.params("clock").direction).toBe("behind");
  expect(off.params("clock").seconds).toBeGreaterThan(115);
  expect(off.params("clock").seconds).toBeLessThan(125);

  backEnd.ahead = -3_600_000;
  const wrong = await checked(backEnd.url);
  expect(wrong.code("clock")).toBe("clock.wrong");
  expect(wrong.params("clock")).toMatchObject({ direction: "ahead", minutes: 60 });
  // Its OCSP responder signs with a time one hour in the past.
  expect(wrong.code("ocsp")).toBe("ocsp.stale");
});

test("a CA that is down: CRL and OCSP are unreachable, and the back end answers", async () => {
  await call(backEnd.url, "POST", "/sandbox/faults", {
    match: { method: "*", path: "/ca/*" },
    effect: { caDown: true },
    times: 50,
  });
  const found = await checked(backEnd.url);
  expect([found.code("back-end"), found.code("crl"), found.code("ocsp")]).toEqual([
    "back-end.answers",
    "crl.unreachable",
    "ocsp.unreachable",
  ]);
});

test("a failing CRL and a failing OCSP responder are unreachable, and the CRL's HTTP status is reported", async () => {
  for (const path of ["/ca/issuing.crl", "/ca/ocsp"])
    await call(backEnd.url, "POST", "/sandbox/faults", { match: { method: "*", path }, effect: { status: 503 } });
  const found = await checked(backEnd.url);
  expect([found.code("crl"), found.code("ocsp")]).toEqual(["crl.unreachable", "ocsp.unreachable"]);
  expect(found.params("crl")).toEqual({ reason: "HTTP 503" });
});

test("a CRL whose nextUpdate has passed is stale", async () => {
  await using old = await startBackEnd(20);
  old.ahead = -3 * 86_400_000;
  const found = await checked(old.url);
  expect([found.code("crl"), found.code("clock")]).toEqual(["crl.stale", "clock.wrong"]);
});

test("a CRL and an OCSP answer that are not DER are not trusted", async () => {
  const issuer = await fetch(`${backEnd.url}/ca/issuing.cer`);
  const certificate = Buffer.from(await issuer.arrayBuffer());
  const forged = await http(({ url }, response) => response.end(url === "/ca/issuing.cer" ? certificate : "no DER"));
  const found = await checked(forged);
  expect([found.code("crl"), found.code("ocsp")]).toEqual(["crl.not-trusted", "ocsp.not-trusted"]);
});

test("the days left of a chain are those of the certificate in it that ends first", async () => {
  const valid = await checked(await https(authority.issue("127.0.0.1", -1, 100)), authority.ca);
  expect([valid.code("back-end"), valid.code("tls")]).toEqual(["back-end.answers", "tls.valid"]);
  expect(valid.params("tls").days).toBe(99);

  const soon = await checked(await https(authority.issue("127.0.0.1", -1, 10)), authority.ca);
  expect(soon.code("tls")).toBe("tls.ends-soon");
  expect(soon.params("tls").days).toBe(9);

  const byItsAuthority = await checked(await https(shortAuthority.issue("127.0.0.1", -1, 300)), shortAuthority.ca);
  expect(byItsAuthority.code("tls")).toBe("tls.ends-soon");
  expect(byItsAuthority.params("tls").days).toBe(19);
});

test("an expired certificate, one for another host and a self-signed one are reported by separate codes", async () => {
  const expired = await checked(await https(authority.issue("127.0.0.1", -10, -1)), authority.ca);
  expect([expired.code("tls"), expired.code("back-end")]).toEqual(["tls.expired", "back-end.unreachable"]);
  expect(expired.params("back-end")).toEqual({ reason: "CERT_HAS_EXPIRED" });
  expect(Date.parse(expired.params("tls").until ?? "")).toBeLessThan(Date.now());

  const other = await checked(await https(authority.issue("other.example", -1, 100)), authority.ca);
  expect(other.code("tls")).toBe("tls.other-host");

  const unknown = await checked(await https(authority.selfSigned("127.0.0.1")));
  expect(unknown.code("tls")).toBe("tls.not-trusted");
  expect(unknown.params("tls")).toEqual({ reason: "DEPTH_ZERO_SELF_SIGNED_CERT" });
});

test("a handshake that was aborted before it starts opens no connection", async () => {
  let connections = 0;
  const server = createHttpServer().on("connection", () => (connections += 1));
  const url = new URL(`https://127.0.0.1:${await listen(server)}`);
  const hands = await shakeHands(url, directNetwork(), AbortSignal.abort());
  expect(hands).toEqual({ kind: "failed", code: "ABORTED" });
  expect(connections).toBe(0);
});
