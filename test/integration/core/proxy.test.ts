import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { caHttp } from "../../../electron/core/cards/ca-http.ts";
import { runChecks, type Finding } from "../../../electron/core/health/check.ts";
import { networkChecks } from "../../../electron/core/health/inside.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { openNetwork } from "../../../electron/core/idm/network.ts";
import type { ResolveProxy } from "../../../electron/core/idm/proxy.ts";
import { proxyFromEnvironment } from "../../../electron/core/shell/proxy-from-environment.ts";
import { testAuthority } from "../../fixtures/certificates.ts";
import { startProxy } from "../../fixtures/proxy.ts";
import { testTiming } from "../../fixtures/timing.ts";

const authority = testAuthority();
const healthy = JSON.stringify({ status: "ok", api: "1", product: "Test", time: "2026-01-01T00:00:00Z" });
const server = createServer(authority.issue("idm.test", -1, 5), ({ url, headers }, response) => {
  if (url === "/v1/events") response.writeHead(200, { "Content-Type": "text/event-stream" }).write(": hello\n\n");
  else if (url === "/v1/health") response.end(healthy);
  else response.writeHead(404).end(headers.authorization);
});
let idm = "";
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A host name that only the test's proxy can resolve.
  idm = `https://idm.test:${portOf(server.address())}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  authority.remove();
});

const portOf = (address: AddressInfo | string | null): number =>
  typeof address === "object" && address !== null ? address.port : 0;

/** A proxy address that refuses connections. */
const dead = "http://127.0.0.1:1";
const timing = { ...testTiming, proxyTimeout: 200 };

const networkBy = (proxy: string, resolveProxy: ResolveProxy = async () => "DIRECT") =>
  openNetwork({ ca: authority.ca, proxy, resolveProxy, timing });

function gatewayBy(proxy: string, resolveProxy?: ResolveProxy, url = idm) {
  return httpGateway({
    url,
    network: networkBy(proxy, resolveProxy),
    language: () => "en",
    token: () => "secret-token",
    outcome: () => undefined,
    timing,
  });
}

async function health(proxy: string, resolveProxy?: ResolveProxy, url = idm) {
  const result = await gatewayBy(proxy, resolveProxy, url).ask(idmApi.health);
  return result.kind === "answer"
    ? "answered"
    : { code: result.error.code, certainty: result.certainty, ...result.error.params };
}

test("calls, events and what the CA says go through the proxy, and it can read none of it", async () => {
  await using proxy = await startProxy();
  const gateway = gatewayBy(proxy.url);
  expect(await gateway.ask(idmApi.health)).toMatchObject({ kind: "answer" });
  const ending = new AbortController();
  expect(await gateway.events(ending.signal)).toMatchObject({ kind: "answer" });
  ending.abort();
  const ca = caHttp(new URL(idm), networkBy(proxy.url), timing);
  expect(await ca.fetchCrl(new URL(`${idm}/ca/issuing.crl`))).toEqual({ ok: false, detail: "HTTP 404" });
  // The event stream reused the connection of the first call; the CA has a network of its own.
  const { host } = new URL(idm);
  expect(proxy.asked).toEqual([host, host]);
  expect(proxy.passed()).not.toContain("secret-token");
  expect(proxy.passed()).not.toContain("/v1/");
});

test("a second call reuses the connection through the proxy", async () => {
  await using proxy = await startProxy();
  const gateway = gatewayBy(proxy.url);
  await gateway.ask(idmApi.health);
  await gateway.ask(idmApi.health);
  expect(proxy.asked).toHaveLength(1);
});

test("the certificate of the back end is checked behind a proxy too", async () => {
  await using proxy = await startProxy();
  const other = idm.replace("idm.test", "other.test");
  expect(await health(proxy.url, undefined, other)).toMatchObject({
    code: "backend-untrusted",
    reason: "ERR_TLS_CERT_ALTNAME_INVALID",
  });
});

test("a proxy that requires authentication is named in the error, and the request is not sent", async () => {
  await using proxy = await startProxy((_, socket) => {
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm="x"\r\n\r\n');
  });
  expect(await health(proxy.url)).toMatchObject({
    code: "proxy-auth-required",
    certainty: "not-sent",
    proxy: proxy.url.replace("http://", ""),
  });
});

test("the credentials in HTTPS_PROXY are used and appear in no error", async () => {
  await using proxy = await startProxy(({ headers }, socket) => {
    if (headers["proxy-authorization"] === `Basic ${btoa("site:pass word")}`) return "open";
    socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n");
    return undefined;
  });
  const as = (password: string) =>
    proxyFromEnvironment({ HTTPS_PROXY: proxy.url.replace("//", `//site:${password}@`) });
  expect(await health("system", as("pass%20word"))).toBe("answered");
  const refused = await health("system", as("wrong"));
  expect(refused).toMatchObject({ code: "proxy-auth-required" });
  expect(JSON.stringify(refused)).not.toMatch(/site|wrong/);
});

test.each([
  ["refuses", "HTTP/1.1 403 Forbidden\r\n\r\n", "HTTP 403"],
  ["does not reach the back end", "HTTP/1.1 502 Bad Gateway\r\n\r\n", "HTTP 502"],
  ["answers garbage", "SSH-2.0-OpenSSH_9.2\r\n", "HPE_INVALID_CONSTANT"],
  ["hangs up", "", "ECONNRESET"],
  ["goes on talking", "HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "unexpected data"],
  ["has a header without end", `HTTP/1.1 200 OK\r\nX: ${"x".repeat(100_000)}`, "HPE_HEADER_OVERFLOW"],
])("a proxy that %s is reported as unreachable, and the request is not sent", async (_what, says, reason) => {
  await using proxy = await startProxy((_, socket) => void socket.end(says));
  expect(await health(proxy.url)).toMatchObject({ code: "proxy-unreachable", certainty: "not-sent", reason });
});

test.each([
  ["with another success", "HTTP/1.1 201 Created"],
  ["with a refusal", "HTTP/1.1 403 Forbidden"],
])("an answer of the proxy %s is never taken for an answer of the back end", async (_what, status) => {
  await using proxy = await startProxy((_, socket) => {
    socket.end(`${status}\r\nContent-Type: application/json\r\nContent-Length: ${healthy.length}\r\n\r\n${healthy}`);
  });
  expect(await health(proxy.url)).toMatchObject({ code: "proxy-unreachable" });
});

test("a dead proxy and a silent one are reported as unreachable", async () => {
  expect(await health(dead)).toMatchObject({
    code: "proxy-unreachable",
    certainty: "not-sent",
    reason: "ECONNREFUSED",
  });
  await using silent = await startProxy(() => undefined);
  expect(await health(silent.url)).toMatchObject({ code: "proxy-unreachable", reason: "time-out" });
});

test("a system that does not answer about its proxy ends the call with a time-out", async () => {
  expect(await health("system", () => new Promise(() => undefined))).toMatchObject({
    code: "proxy-unreachable",
    reason: "time-out",
  });
});

test("requests to this machine bypass the proxy", async () => {
  await using proxy = await startProxy();
  const here = createHttpServer((_, response) => response.end(healthy));
  await new Promise<void>((resolve) => here.listen(0, "127.0.0.1", resolve));
  const port = portOf(here.address());
  const secure = createServer(authority.issue("127.0.0.1", -1, 5), (_, response) => response.end(healthy));
  await new Promise<void>((resolve) => secure.listen(0, "127.0.0.1", resolve));
  expect(await health(proxy.url, undefined, `http://127.0.0.1:${port}`)).toBe("answered");
  expect(await health(proxy.url, undefined, `http://idm.localhost:${port}`)).toBe("answered");
  expect(await health(proxy.url, undefined, `https://127.0.0.1:${portOf(secure.address())}`)).toBe("answered");
  expect(proxy.asked).toEqual([]);
  for (const each of [here, secure]) {
    each.closeAllConnections();
    each.close();
  }
});

test("uses the first reachable proxy of a PAC file's list, and gives the PAC file only the host", async () => {
  await using proxy = await startProxy();
  const hosts: string[] = [];
  const pac = async (url: string): Promise<string> => {
    hosts.push(url);
    return `SOCKS 127.0.0.1:1; PROXY 127.0.0.1:1; PROXY ${proxy.url.replace("http://", "")}; DIRECT`;
  };
  expect(await health("system", pac)).toBe("answered");
  expect(proxy.asked).toHaveLength(1);
  expect(hosts).toEqual([`${idm}/`]);
  expect(await health("system", async () => "SOCKS 127.0.0.1:1")).toMatchObject({ code: "proxy-unreachable" });
  expect(await health("system", async () => "rubbish;;; PROXY")).toMatchObject({ code: "proxy-unreachable" });
});

test("a fixed proxy is not gone around when it is dead, and `none` asks no system", async () => {
  expect(await health(dead, async () => "DIRECT")).toMatchObject({ code: "proxy-unreachable" });
  expect(await health("none", () => Promise.reject(new Error("asked")))).toMatchObject({ code: "backend-unreachable" });
});

test("NO_PROXY takes exceptions with and without dots, stars and ports", async () => {
  const by = (no: string, url: string) =>
    proxyFromEnvironment({ https_proxy: "proxy.test:8080", NO_PROXY: no })(`${url}/`);
  expect(await by("", "https://idm.test")).toBe("http://proxy.test:8080");
  for (const no of ["*", "idm.test", ".test", "*.test", "a, IDM.test", "idm.test:443", "test"])
    expect([no, await by(no, "https://idm.test")]).toEqual([no, "DIRECT"]);
  for (const no of ["dm.test", "idm.test:8443", "other.test", ",", "idm"])
    expect([no, await by(no, "https://idm.test")]).toEqual([no, "http://proxy.test:8080"]);
  expect(await proxyFromEnvironment({})("https://idm.test/")).toBe("DIRECT");
});

test("Health names the proxy and whether it works; behind a dead proxy the other checks are unknown", async () => {
  await using proxy = await startProxy();
  const checks = async (by: string): Promise<Map<string, Finding>> => {
    const found = new Map<string, Finding>();
    const ports = {
      ca: authority.ca,
      proxy: by,
      resolveProxy: async () => "DIRECT",
      timing,
      clock: machineClock,
    };
    await runChecks(networkChecks(new URL(idm), ports), 15_000, ({ id, ...rest }) => void found.set(id, rest));
    return found;
  };
  const used = await checks(proxy.url);
  expect(used.get("proxy")).toMatchObject({ code: "proxy.used", params: { proxy: proxy.url.replace("http://", "") } });
  expect(used.get("back-end")).toMatchObject({ code: "back-end.answers" });
  expect(used.get("tls")).toMatchObject({ code: "tls.ends-soon" });
  const broken = await checks(dead);
  expect(broken.get("proxy")).toMatchObject({ code: "proxy.unreachable", params: { proxy: "127.0.0.1:1" } });
  for (const id of ["back-end", "tls"]) expect(broken.get(id)).toMatchObject({ code: "unknown.proxy" });
  expect((await checks("none")).get("proxy")).toMatchObject({ code: "proxy.none" });
});
