import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { problemSchema } from "#shared/idm/problem.ts";
import { apiClient, call, logIn } from "../../../test/fixtures/sandbox.ts";
import { startSandbox, type Sandbox } from "../server.ts";
import { bench } from "./sandbox.ts";

// A client that can reach the port without a session can neither end the sandbox, nor make it grow,
// nor keep it from others.

/** Opens a connection and sends nothing on it; its errors are not the subject of these tests. */
async function dial(url: string): Promise<Socket> {
  const { port, hostname } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, "connect");
  socket.on("error", () => undefined);
  onTestFinished(() => void socket.destroy());
  return socket;
}

const dialMany = (url: string, count: number): Promise<Socket[]> =>
  Promise.all(Array.from({ length: count }, () => dial(url)));

/** Resolves when the connection has ended, whichever side has reset it. */
const ended = (socket: Socket): Promise<void> =>
  new Promise((resolve) => (socket.destroyed ? resolve() : socket.once("close", () => resolve())));

const head = "POST /v1/sessions HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n";

describe("a sandbox in its own process", () => {
  const at = bench();
  const url = (): string => at().sandbox.url;

  /** Octets; far above what it needs at a thousand connections, which is some 250 MB. */
  const mostMemory = 500 * 2 ** 20;

  /** Returns whether the sandbox serves others as always, and has stayed within its memory. */
  async function condition() {
    const health = await call(url(), "GET", idmApi.health.path);
    const found = await at().manager.ask(idmApi.search, {
      params: { id: "virtualSmartCard" },
      query: { q: "VSC-000002" },
    });
    const status = readFileSync(`/proc/${at().sandbox.pid}/status`, "utf8");
    const peak = Number(/^VmHWM:\s+(\d+) kB/m.exec(status)?.[1]) * 1024;
    return {
      health: health.status,
      found: found.items.length,
      runs: at().sandbox.isRunning(),
      bounded: peak < mostMemory,
    };
  }
  const well = { health: 200, found: 1, runs: true, bounded: true };

  test.each([
    ["that say nothing", ""],
    ["with half a header", head],
    ["with half a body", `${head}Content-Length: 9000\r\n\r\n{"account": "`],
  ])("answers others while there are 1,000 connections %s", async (_what, text) => {
    const sockets = await dialMany(url(), 1000);
    for (const socket of sockets) socket.write(text);
    expect(await condition()).toEqual(well);
    for (const socket of sockets) socket.destroy();
    expect(await condition()).toEqual(well);
  });

  const form = JSON.stringify({ account: "nobody", password: "wrong" });
  const whole = `${head}Content-Length: ${form.length}\r\n\r\n${form}`;
  test.each([
    ["at once", ""],
    ["within the headers", head],
    ["within the body", `${head}Content-Length: 9000\r\n\r\n{"account"`],
    ["before the answer", "GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"],
    ["while the password is looked at", whole],
    [
      "in an upgrade",
      "GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
    ],
  ])("keeps running when 100 connections are reset %s", async (_when, text) => {
    const sockets = await dialMany(url(), 100);
    for (const socket of sockets) socket.write(text, () => socket.resetAndDestroy());
    await Promise.all(sockets.map(ended));
    expect(await condition()).toEqual(well);
  });

  test("keeps running when event streams are reset just before it sends events to them", async () => {
    const { token } = at().manager;
    const sockets = await dialMany(url(), 50);
    await Promise.all(
      sockets.map(async (socket) => {
        socket.write(`GET /v1/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer ${token}\r\n\r\n`);
        await once(socket, "data");
      }),
    );
    for (const socket of sockets) socket.resetAndDestroy();
    await at().sandbox.reset();
    expect(await condition()).toEqual(well);
  });

  test("stays within its memory limit when the answers to 20,000 calls on one connection are not read", async () => {
    const socket = await dial(url());
    socket.pause();
    socket.write("GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(20_000));
    expect(await condition()).toEqual(well);
    socket.destroy();
    expect(await condition()).toEqual(well);
  });

  test.each(["\0", "GET ", "\r\n", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "A".repeat(20_000), "\x16\x03\x01\x02\x00"])(
    "keeps running after %j on 200 connections, and all of them end",
    async (noise) => {
      const sockets = await dialMany(url(), 200);
      for (const socket of sockets) socket.resume().end(noise.repeat(3));
      await Promise.all(sockets.map(ended));
      expect(await condition()).toEqual(well);
    },
  );

  /**
   * Returns the expected status. No connection to this port has a client certificate, so log-in
   * with one gives 403.
   */
  const refusalOf = (wanted: object): number =>
    wanted === idmApi.logInWithCertificate ? 403 : "open" in wanted ? 413 : 401;
  const depth = 450_000;
  const deep = "[".repeat(depth) + "]".repeat(depth);
  test("refuses a client that is not logged in before the body of the call has arrived", async () => {
    for (const wanted of Object.values(idmApi).filter(({ method }) => method === "POST" || method === "PUT")) {
      const { method, path } = wanted;
      const headers = { "Content-Type": "application/json", "Content-Length": deep.length };
      const asked = request(url() + path, { method, headers });
      onTestFinished(() => void asked.destroy());
      asked.on("error", () => undefined).flushHeaders();
      const answer = await new Promise<IncomingMessage>((resolve) => asked.once("response", resolve));
      expect([path, answer.statusCode]).toEqual([path, refusalOf(wanted)]);
      expect(problemSchema.parse(await json(answer))).toMatchObject({ status: answer.statusCode });
      asked.destroy();
    }
    expect(await condition()).toEqual(well);
  });

  test("answers a deeply nested body from a logged-in operator with status 400", async () => {
    const headers = { "Content-Type": "application/json", Authorization: `Bearer ${at().manager.token}` };
    const answer = await fetch(url() + idmApi.startProcess.path, { method: "POST", headers, body: deep });
    expect(answer.status).toBe(400);
    expect(await condition()).toEqual(well);
  });

  test("answers others while it checks 40 passwords, before the last check is done", async () => {
    let open = 40;
    const attempts = Array.from({ length: open }, async (_, n) => {
      const { status } = await call(url(), "POST", idmApi.logIn.path, { account: `nobody-${n}`, password: "wrong" });
      open -= 1;
      return status;
    });
    expect(await condition()).toEqual(well);
    expect(open).toBeGreaterThan(0);
    expect(new Set(await Promise.all(attempts))).toEqual(new Set([401]));
  });
});

describe("a sandbox with short timeouts", () => {
  let sandbox: Sandbox;
  let dataDir: string;
  const timeouts = { headers: 300, request: 600, idle: 900 };
  beforeAll(async () => {
    dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-sandbox-"));
    const options = { port: 0, dataDir, people: 20, seed: 1, sessionSeconds: 600, allowFaults: false };
    sandbox = await startSandbox({ ...options, timeouts });
  });
  afterAll(async () => {
    await sandbox.stop();
    rmSync(dataDir, { recursive: true });
  });

  /** Sends a text one octet at a time, until the connection ends. */
  function dribble(socket: Socket, text: string): void {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++ % text.length] ?? ""), 20);
    socket.once("close", () => clearInterval(timer));
  }

  test.each<[string, (socket: Socket) => void]>([
    ["says nothing", () => undefined],
    ["sends its headers an octet at a time", (socket) => dribble(socket, `${head}X-Long: ${"x".repeat(10_000)}`)],
    [
      "sends its body an octet at a time",
      (socket) => {
        socket.write(`${head}Content-Length: 9000\r\n\r\n`);
        dribble(socket, " ");
      },
    ],
    [
      "sends chunks of its body an octet at a time",
      (socket) => {
        socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`);
        dribble(socket, "1\r\n \r\n");
      },
    ],
  ])("ends a connection that %s, and answers others meanwhile", async (_what, begin) => {
    const socket = await dial(sandbox.url);
    socket.resume();
    begin(socket);
    let answered = 0;
    while (!socket.destroyed) {
      expect((await call(sandbox.url, "GET", idmApi.health.path)).status).toBe(200);
      answered += 1;
    }
    expect(answered).toBeGreaterThan(1);
  });

  test("ends a connection whose answers are not read", async () => {
    const socket = await dial(sandbox.url);
    socket.pause();
    socket.write("GET /v1/openapi.json HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".repeat(500));
    // The test must not read the answers; the end shows only when a write fails.
    const timer = setInterval(() => socket.write("GET /v1/health HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"), 50);
    await ended(socket);
    clearInterval(timer);
    expect((await call(sandbox.url, "GET", idmApi.health.path)).status).toBe(200);
  });

  test("does not cut off a client that makes call after call", async () => {
    const client = await logIn(sandbox.url, "vscmanager");
    const again = apiClient(sandbox.url, client.token);
    for (let n = 0; n < 20; n += 1) expect(await again.ask(idmApi.searchConfigurations)).toHaveLength(3);
  });
});
