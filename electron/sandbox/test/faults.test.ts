import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { call, logIn, problemIn, startSandbox } from "../../../test/fixtures/sandbox.ts";
import { startSandbox as startServer } from "../server.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bench, enable, lock, reactivate, read, runProcess } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const health = () => call(at().sandbox.url, "GET", idmApi.health.path);

test("a fault hits the given number of requests, and only those that match", async () => {
  const { sandbox } = at();
  await sandbox.fault("GET", "/v1/health", { status: 500, body: "<html>Oops</html>", contentType: "text/html" }, 2);
  await sandbox.fault("POST", "/v1/health", { status: 404 });
  expect((await call(sandbox.url, "GET", "/v1/openapi.json")).status).toBe(200);
  for (let hit = 0; hit < 2; hit += 1) {
    const answer = await health();
    expect(answer).toMatchObject({ status: 500, body: "<html>Oops</html>" });
    expect(answer.headers.get("content-type")).toMatch("text/html");
  }
  expect((await health()).status).toBe(200);
});

test("a star in the method or path of a fault matches anything, and faults can be cleared", async () => {
  const { sandbox } = at();
  await sandbox.fault("*", "/v1/he*h", { status: 502 }, 1000);
  expect((await health()).status).toBe(502);
  await sandbox.clearFaults();
  expect((await health()).status).toBe(200);
});

test("the number of waiting faults is limited", async () => {
  const { sandbox } = at();
  const body = { match: { method: "PUT", path: "/nowhere" }, effect: { status: 500 } };
  for (let n = 0; n < 100; n += 1) await sandbox.fault("PUT", "/nowhere", { status: 500 });
  expect(problemIn(await call(sandbox.url, "POST", "/sandbox/faults", body))).toMatchObject({ code: "invalid-input" });
});

test("a fault can answer with half a JSON, delay an answer, end the sessions or cut the connection", async () => {
  const { sandbox } = at();
  await sandbox.fault("GET", "/v1/health", { status: 200, body: '{"status": "o', contentType: "application/json" });
  await expect(health()).rejects.toThrow(SyntaxError);

  await sandbox.fault("GET", "/v1/health", { delayMs: 500 });
  const order: string[] = [];
  const delayed = health().then(() => order.push("sent first"));
  await call(sandbox.url, "GET", "/v1/openapi.json").then(() => order.push("sent second"));
  await delayed;
  expect(order).toEqual(["sent second", "sent first"]);

  const officer = await logIn(sandbox.url, "officer");
  await sandbox.fault("GET", "/v1/health", { dropBeforeCommit: true });
  await expect(health()).rejects.toThrow("fetch failed");
  await sandbox.fault("GET", "/v1/search-configurations", { expireSessions: true });
  expect(await officer.refused(idmApi.searchConfigurations)).toMatchObject({ code: "not-authenticated" });
});

test.each([
  {},
  { match: { method: "GET", path: "/v1/health" } },
  { match: { method: "GET", path: "/v1/health" }, effect: { explode: true } },
  { match: { method: "GET", path: "/v1/health" }, effect: { status: 99 } },
  { match: { method: "GET", path: "/v1/health" }, effect: {}, times: 0 },
])("%j is refused as a fault", async (body) => {
  expect(problemIn(await call(at().sandbox.url, "POST", "/sandbox/faults", body))).toMatchObject({
    code: "invalid-input",
  });
});

test("a reset restores the initial data", async () => {
  const own = await startSandbox();
  try {
    const manager = await logIn(own.url, "vscmanager");
    const admin = await logIn(own.url, "admin");
    const read1 = async () =>
      JSON.stringify(await read(manager, "VSC-000001"), (key, value) => (key === "asOf" ? 0 : value));
    const before = await read1();
    await enable(admin, [reactivate]);
    await runProcess(manager, lock, "VSC-000001");
    await own.reset();
    expect(await read1()).toBe(before);
    const template = await admin.ask(idmApi.coreTemplate, { params: { id: "virtualSmartCard" } });
    expect(template.version).toBe(1);
  } finally {
    await own[Symbol.asyncDispose]();
  }
});

test("without --allow-faults there are no faults and no reset", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-sandbox-"));
  const options = { port: 0, dataDir, people: 4, seed: 1, sessionSeconds: 60, allowFaults: false };
  const server = await startServer(options);
  try {
    const fault = { match: { method: "GET", path: "/v1/health" }, effect: { status: 500 } };
    expect(problemIn(await call(server.url, "POST", "/sandbox/faults", fault)).code).toBe("not-found");
    expect(problemIn(await call(server.url, "POST", "/sandbox/reset")).code).toBe("not-found");
    expect((await call(server.url, "GET", "/v1/health")).status).toBe(200);
  } finally {
    await server.stop();
    rmSync(dataDir, { recursive: true });
  }
});
