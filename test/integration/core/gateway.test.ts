import { once } from "node:events";
import { createServer as createHttpServer, type RequestListener, type Server } from "node:http";
import { createServer as createHttpsServer, type ServerOptions } from "node:https";
import { createServer as createTcpServer, type AddressInfo, type Socket } from "node:net";
import { TLSSocket } from "node:tls";
import dns from "node:dns";
import { afterAll, afterEach, expect, onTestFinished, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { createSearch } from "../../../electron/core/search/search.ts";
import { testAuthority } from "../../fixtures/certificates.ts";
import { directNetwork } from "../../fixtures/network.ts";
import { testTiming } from "../../fixtures/timing.ts";

/** A back end with answers that the sandbox never gives. */
const servers: Server[] = [];
const authority = testAuthority();

async function listen(server: Server): Promise<string> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (!isAddress(address)) throw new Error("no port");
  return String(address.port);
}

const isAddress = (address: AddressInfo | string | null): address is AddressInfo =>
  typeof address === "object" && address !== null;

const http = async (listener: RequestListener): Promise<string> =>
  `http://127.0.0.1:${await listen(createHttpServer(listener))}`;

const https = async (options: ServerOptions): Promise<string> =>
  `https://127.0.0.1:${await listen(createHttpsServer(options, (_, response) => response.writeHead(200, { "Content-Type": "application/json" }).end(healthy)))}`;

const healthy = JSON.stringify({ status: "ok", api: "1", product: "Test", time: "2026-01-01T00:00:00Z" });

function gatewayTo(url: string, ca: string | null = null) {
  return httpGateway({
    url,
    network: directNetwork(ca),
    language: () => "en",
    token: () => "secret-token",
    outcome: () => undefined,
    timing: testTiming,
  });
}

async function health(url: string, ca: string | null = null) {
  const result = await gatewayTo(url, ca).ask(idmApi.health);
  return result.kind === "failure"
    ? { code: result.error.code, certainty: result.certainty, ...result.error.params }
    : "answered";
}

afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});
afterAll(() => authority.remove());

test("an HTML page with status 200 is not an answer", async () => {
  const url = await http((_, response) =>
    response.writeHead(200, { "Content-Type": "text/html" }).end("<h1>Proxy</h1>"),
  );
  expect(await health(url)).toMatchObject({ code: "backend-unreadable", certainty: "unknown" });
});

test("a newer search ends the request of the older one at the back end", async () => {
  const nothing = JSON.stringify({ items: [], total: { value: 0, relation: "eq" }, next: null });
  const arrived = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const url = await http((request, response) => {
    if (request.url?.includes("q=new") === true) response.end(nothing);
    else {
      response.on("close", () => ended.resolve());
      arrived.resolve();
    }
  });
  const search = createSearch(gatewayTo(url));
  const ask = (q: string) =>
    search({ configuration: "user", q, state: null, sort: null, cursor: null, asker: "a window" });
  const old = ask("old");
  await arrived.promise;
  expect(await ask("new")).toMatchObject({ ok: true, value: { items: [] } });
  await ended.promise;
  expect(await old).toEqual({ ok: true, value: null });
});

test("half a JSON document is not an answer", async () => {
  const url = await http((_, response) => response.end(healthy.slice(0, 30)));
  expect(await health(url)).toMatchObject({ code: "backend-unreadable" });
});

test("a body cut off before its announced length is a broken connection, not an answer", async () => {
  const url = await http((_, response) => {
    response.writeHead(200, { "Content-Length": "5000" }).write(healthy);
    setTimeout(() => response.destroy(), 20);
  });
  expect(await health(url)).toMatchObject({ code: "backend-unreachable", certainty: "unknown" });
});

test("a body with other fields than the API defines is not an answer", async () => {
  const url = await http((_, response) => response.end(JSON.stringify({ status: 1 })));
  expect(await health(url)).toMatchObject({ code: "backend-unreadable" });
});

test("a 500 without a problem document is a failure with an unknown outcome", async () => {
  const url = await http((_, response) => response.writeHead(500).end("oops"));
  expect(await health(url)).toMatchObject({ code: "backend-failed", certainty: "unknown", status: 500 });
});

test("a problem document with an unknown code keeps the back end's own words", async () => {
  const url = await http((_, response) =>
    response
      .writeHead(409)
      .end(JSON.stringify({ title: "No", status: 409, code: "moon-phase", detail: "Not tonight." })),
  );
  expect(await health(url)).toMatchObject({ code: "backend-refused", certainty: "refused", detail: "Not tonight." });
});

test("a problem document with a known code does not pass on the back end's title", async () => {
  const answer = { title: "The CA does not answer", status: 503, code: "ca-unavailable" };
  const url = await http((_, response) => response.writeHead(503).end(JSON.stringify(answer)));
  const told = await health(url);
  expect(told).toMatchObject({ code: "ca-unavailable", certainty: "refused" });
  expect(told).not.toHaveProperty("detail");
});

test("a code that only the client may use is an unknown code when the back end sends it", async () => {
  const url = await http((_, response) =>
    response.writeHead(409).end(JSON.stringify({ title: "No", status: 409, code: "store-damaged" })),
  );
  expect(await health(url)).toMatchObject({ code: "backend-refused", backendCode: "store-damaged" });
});

test("a redirect is not followed, so its target does not get the token", async () => {
  let leaked: unknown = "nothing asked";
  const elsewhere = await http((request, response) => {
    leaked = request.headers.authorization;
    response.end(healthy);
  });
  const url = await http((_, response) => response.writeHead(302, { Location: elsewhere }).end());
  expect(await health(url)).toMatchObject({ code: "backend-unreadable", status: 302 });
  expect(leaked).toBe("nothing asked");
});

test("a read whose connection closes without an answer is retried, but only twice", async () => {
  let requests = 0;
  const url = await http((request) => {
    requests += 1;
    request.socket.destroy();
  });
  expect(await health(url)).toMatchObject({ code: "backend-unreachable", certainty: "unknown" });
  expect(requests).toBe(3);
});

test("a read that succeeds at the second attempt is answered", async () => {
  let requests = 0;
  const url = await http((request, response) => {
    requests += 1;
    if (requests === 1) request.socket.destroy();
    else response.end(healthy);
  });
  expect(await health(url)).toBe("answered");
});

test("a write whose connection closes without an answer is not retried", async () => {
  let requests = 0;
  const url = await http((request) => {
    requests += 1;
    request.socket.destroy();
  });
  const result = await gatewayTo(url).ask(idmApi.startProcess, { body: {} });
  expect(result).toMatchObject({ kind: "failure", certainty: "unknown" });
  expect(requests).toBe(1);
});

test("a refused connection is reported as unreachable and not sent", async () => {
  const url = await http(() => undefined);
  servers[0]?.close();
  expect(await health(url)).toMatchObject({ code: "backend-unreachable", certainty: "not-sent" });
});

test("plain http to another machine is refused before a byte is sent", async () => {
  for (const url of [
    "http://192.0.2.1/",
    "http://idm.example.com",
    "http://127.0.0.1.example.com",
    "ftp://127.0.0.1",
    "nonsense",
  ]) {
    expect(await health(url)).toMatchObject({ code: "backend-insecure", certainty: "not-sent" });
  }
});

test("a server certificate of a pinned authority is accepted", async () => {
  expect(await health(await https({ ...authority.issue("127.0.0.1", -1, 5) }), authority.ca)).toBe("answered");
});

test.each([
  ["expired", () => authority.issue("127.0.0.1", -10, -1), "CERT_HAS_EXPIRED"],
  ["not yet valid", () => authority.issue("127.0.0.1", 2, 9), "CERT_NOT_YET_VALID"],
  ["for another host", () => authority.issue("idm.example.com", -1, 5), "ERR_TLS_CERT_ALTNAME_INVALID"],
  ["self-signed", () => authority.selfSigned("127.0.0.1"), "DEPTH_ZERO_SELF_SIGNED_CERT"],
])("a server certificate that is %s is refused with its cause", async (_, identity, reason) => {
  const url = await https(identity());
  expect(await health(url, authority.ca)).toMatchObject({
    code: "backend-untrusted",
    certainty: "not-sent",
    reason,
  });
});

test.each([
  ["bytes that are not TLS", (raw: Socket) => raw.write("HTTP/1.1 502 Bad Gateway\r\n\r\n")],
  ["a record that nobody has encrypted", (raw: Socket) => raw.write(Buffer.from("1703030020".padEnd(74, "0"), "hex"))],
])("%s after the request: the outcome is unknown", async (_, end) => {
  const requests: string[] = [];
  const server = createTcpServer((raw) => {
    raw.on("error", () => undefined);
    const socket = new TLSSocket(raw, { isServer: true, ...authority.issue("127.0.0.1", -1, 30) });
    socket
      .on("error", () => undefined)
      .on("data", (data: Buffer) => {
        requests.push(String(data).split(" ", 2).join(" "));
        end(raw);
      });
  });
  onTestFinished(() => void server.close());
  await once(server.listen(0, "127.0.0.1"), "listening");
  const address = server.address();
  const url = `https://127.0.0.1:${isAddress(address) ? address.port : ""}`;
  const failed = await gatewayTo(url, authority.ca).ask(idmApi.startProcess, { body: {} });
  expect(requests).toEqual([`POST ${idmApi.startProcess.path}`]);
  expect(failed).toMatchObject({ kind: "failure", certainty: "unknown" });
});

test("an authority that is not pinned is not trusted", async () => {
  const url = await https(authority.issue("127.0.0.1", -1, 5));
  expect(await health(url)).toMatchObject({ code: "backend-untrusted" });
});

test("TLS 1.1 is refused", async () => {
  const url = await https({
    ...authority.issue("127.0.0.1", -1, 5),
    minVersion: "TLSv1.1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  });
  expect(await health(url, authority.ca)).toMatchObject({ code: "backend-untrusted", certainty: "not-sent" });
});

test.each([
  ["AES128-SHA", "backend-untrusted"],
  ["AES256-GCM-SHA384", "backend-untrusted"],
  ["ECDHE-RSA-AES128-SHA", "backend-untrusted"],
  ["ECDHE-RSA-AES128-GCM-SHA256", "answered"],
])("TLS 1.2 with %s: %s", async (ciphers, answer) => {
  const identity = authority.issue("127.0.0.1", -1, 5, ["-newkey", "rsa:2048", "-nodes"]);
  const result = await health(await https({ ...identity, maxVersion: "TLSv1.2", ciphers }), authority.ca);
  expect(typeof result === "string" ? result : result.code).toBe(answer);
});

test("a name under .localhost is this machine, whatever the resolver says", async () => {
  const url = await http((_, response) => response.end(healthy));
  // Names are resolved only by `dns.lookup`, which is replaced by one that lies.
  const asked: string[] = [];
  const lookup = vi.spyOn(dns, "lookup").mockImplementation((name: string, ...rest: unknown[]) => {
    asked.push(name);
    const callback = rest.at(-1);
    if (typeof callback === "function") callback(null, [{ address: "127.0.0.2", family: 4 }]);
  });
  onTestFinished(() => lookup.mockRestore());
  expect(await health(url.replace("127.0.0.1", "elsewhere.localhost"))).toBe("answered");
  expect(await health(url.replace("127.0.0.1", "localhost"))).toBe("answered");
  expect(asked).toEqual([]);
});

test.each([
  ["nested too deep", "[".repeat(3_900_000)],
  ["of too many values", `[${"[],".repeat(1_000_000)}[]]`],
  ["that is too long", `["${"x".repeat(4_000_000)}"]`],
])("an answer %s is refused before it is parsed", async (_what, body) => {
  const parse = vi.spyOn(JSON, "parse");
  onTestFinished(() => parse.mockRestore());
  const url = await http((_, response) => response.end(body));
  expect(await health(url)).toMatchObject({ code: "backend-unreadable" });
  expect(parse).not.toHaveBeenCalled();
});

test("an endless answer is aborted", async () => {
  const url = await http((_, response) => {
    const chunk = "x".repeat(1_000_000);
    const pump = (): void => {
      while (!response.destroyed && response.write(chunk));
      if (!response.destroyed) response.once("drain", pump);
    };
    pump();
  });
  expect(await health(url)).toMatchObject({ code: "backend-unreadable" });
});
