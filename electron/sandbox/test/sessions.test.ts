import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { apiClient, call, logIn, problemIn } from "../../../test/fixtures/sandbox.ts";
import { startSandbox } from "../server.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bench } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

const attempt = (url: string, account: string, password: string) =>
  call(url, "POST", idmApi.logIn.path, { account, password });

test("health needs no session", async () => {
  const { body, status } = await call(at().sandbox.url, "GET", idmApi.health.path);
  expect(status).toBe(200);
  expect(idmApi.health.answer.parse(body)).toMatchObject({ status: "ok", api: "1" });
});

test("every account logs in with its role", async () => {
  const roles = async (account: string) => {
    const { body } = await attempt(at().sandbox.url, account, "sandbox");
    return idmApi.logIn.answer.parse(body).operator.roles;
  };
  expect(await roles("vscmanager")).toEqual(["virtualSmartCardManager"]);
  expect(await roles("helpdesk")).toEqual(["helpdeskOfficer"]);
  expect(await roles("officer")).toEqual(["registrationOfficer", "bulkOperator"]);
  expect(await roles("approver")).toEqual(["approver"]);
  expect(await roles("admin")).toEqual(["policyAdministrator"]);
});

test("a wrong password and an account that does not exist are refused alike", async () => {
  const wrong = problemIn(await attempt(at().sandbox.url, "vscmanager", "Sandbox"));
  const nobody = problemIn(await attempt(at().sandbox.url, "nobody", "sandbox"));
  expect(wrong).toMatchObject({ status: 401, code: "wrong-credentials" });
  expect(nobody).toEqual(wrong);
});

test("an account name ignores case, both in the log-in and in the count of wrong passwords", async () => {
  const { url } = at().sandbox;
  expect((await attempt(url, "VSCManager", "sandbox")).status).toBe(201);
  for (const account of ["vscmanager", "VSCMANAGER", "VscManager", "vscManager", "Vscmanager"])
    expect((await attempt(url, account, "wrong")).status).toBe(401);
  expect(problemIn(await attempt(url, "vSCMANAGER", "sandbox")).code).toBe("account-locked");
});

test.each(["vscmanager", "nobody"])(
  "the sixth attempt on %s is refused, with the right password too",
  async (account) => {
    const { sandbox } = at();
    const tries = await Promise.all(Array.from({ length: 5 }, () => attempt(sandbox.url, account, "wrong")));
    expect(tries.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401]);

    const locked = await attempt(sandbox.url, account, "sandbox");
    const { code, retryAfter } = problemIn(locked);
    expect(code).toBe("account-locked");
    expect(retryAfter).toBeGreaterThan(0);
    expect(retryAfter).toBeLessThanOrEqual(300);
    expect(locked.headers.get("Retry-After")).toBe(String(retryAfter));

    expect((await attempt(sandbox.url, "helpdesk", "sandbox")).status).toBe(201);
  },
);

test("a successful log-in resets the count of failed ones", async () => {
  const { url } = at().sandbox;
  for (let round = 0; round < 2; round += 1) {
    for (let failure = 0; failure < 4; failure += 1) await attempt(url, "helpdesk", "wrong");
    expect((await attempt(url, "helpdesk", "sandbox")).status).toBe(201);
  }
});

test("a locked account opens again after five minutes, and a session ends after its set time", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-sandbox-"));
  let time = new Date("2026-11-22T08:00:00Z");
  const options = { port: 0, dataDir, people: 4, seed: 1, sessionSeconds: 60, allowFaults: false, now: () => time };
  const sandbox = await startSandbox(options);
  try {
    for (let failure = 0; failure < 5; failure += 1) await attempt(sandbox.url, "admin", "wrong");
    expect(problemIn(await attempt(sandbox.url, "admin", "sandbox")).retryAfter).toBe(300);
    time = new Date("2026-11-22T08:04:59Z");
    expect(problemIn(await attempt(sandbox.url, "admin", "sandbox")).retryAfter).toBe(1);
    time = new Date("2026-11-22T08:05:00Z");
    const admin = await logIn(sandbox.url, "admin");

    time = new Date("2026-11-22T08:05:59Z");
    await admin.ask(idmApi.coreTemplates);
    time = new Date("2026-11-22T08:06:00Z");
    expect(await admin.refused(idmApi.coreTemplates)).toMatchObject({ status: 401, code: "not-authenticated" });
  } finally {
    await sandbox.stop();
    rmSync(dataDir, { recursive: true });
  }
});

test("log out ends the session, and no other", async () => {
  const { url } = at().sandbox;
  const here = await logIn(url, "helpdesk");
  const there = await logIn(url, "helpdesk");
  expect((await here.send(idmApi.logOut)).status).toBe(204);
  expect(await here.refused(idmApi.searchConfigurations)).toMatchObject({ status: 401, code: "not-authenticated" });
  await there.ask(idmApi.searchConfigurations);
});

test("an operator keeps the newest 20 sessions, and a session of another operator stays", async () => {
  const { url } = at().sandbox;
  const other = await logIn(url, "officer");
  const clients = [];
  for (let n = 0; n < 22; n += 1) clients.push(await logIn(url, "approver"));
  const alive = await Promise.all(
    clients.map(async (client) => (await client.send(idmApi.tasks)).status === idmApi.tasks.status),
  );
  expect(alive).toEqual([false, false, ...Array.from({ length: 20 }, () => true)]);
  await other.ask(idmApi.tasks);
});

test("no call but health and log in is answered without a session", async () => {
  const { url } = at().sandbox;
  for (const [name, wanted] of Object.entries(idmApi)) {
    if ("open" in wanted) continue;
    const stranger = apiClient(url, "made-up");
    const answer = await stranger.send(wanted, {
      params: { type: "user", id: "USR-000001" },
      ...(wanted.method === "GET" ? {} : { body: {} }),
    });
    expect({ name, ...problemIn(answer) }).toMatchObject({ name, status: 401, code: "not-authenticated" });
    expect(answer.headers.get("WWW-Authenticate")).toBe("Bearer");
  }
  expect((await call(url, "GET", "/v1/events")).status).toBe(401);
});
