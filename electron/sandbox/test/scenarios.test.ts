import { spawnSync } from "node:child_process";
import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import { scenarioNames, scenarioStateSchema, simulatedReaderSchema, type ScenarioName } from "#shared/sandbox.ts";
import { eventually } from "../../../test/fixtures/eventually.ts";
import { call, logIn, problemIn, startSandbox, type ApiClient } from "../../../test/fixtures/sandbox.ts";
import { bench, card, lock, next, reactivate, read, runProcess, start, states, user } from "./sandbox.ts";

const at = bench();
afterEach(() => at().sandbox.reset());

async function choose(name: ScenarioName | null, url = at().sandbox.url) {
  const answer = await call(url, "PUT", "/sandbox/scenario", { name });
  expect(answer.status).toBe(200);
  return scenarioStateSchema.parse(answer.body);
}
const present = async (url = at().sandbox.url) =>
  scenarioStateSchema.parse((await call(url, "GET", "/sandbox/scenarios")).body);
const reader = async () => simulatedReaderSchema.parse((await call(at().sandbox.url, "GET", "/sandbox/reader")).body);
const search = (client: ApiClient, q: string) =>
  client.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q } });

test.each(scenarioNames.filter((name) => name !== "many-people"))("scenario %s switches on and off", async (name) => {
  expect(await choose(name)).toEqual({ current: name, preparing: null });
  expect(await present()).toEqual({ current: name, preparing: null });
  expect(await choose(null)).toEqual({ current: null, preparing: null });
  expect(await reader()).toMatchObject({ service: "running", card: null });
  const { time } = idmApi.health.answer.parse((await call(at().sandbox.url, "GET", idmApi.health.path)).body);
  expect(Math.abs(Date.now() - Date.parse(time))).toBeLessThan(60_000);
});

test("an unknown scenario is refused with the list of names, by the API and on the command line", async () => {
  const problem = problemIn(await call(at().sandbox.url, "PUT", "/sandbox/scenario", { name: "flood" }));
  expect(problem).toMatchObject({ code: "invalid-input", detail: expect.stringContaining("slow-back-end") });
  const flags = ["electron/sandbox/main.ts", "--scenario", "flood"];
  const { status, stdout, stderr } = spawnSync(process.execPath, flags, { encoding: "utf8", timeout: 30_000 });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe(`Sandbox: --scenario is one of none, ${scenarioNames.join(", ")}\n`);
});

test("scenario ca-down: the CA is down for as long as the scenario runs", async () => {
  const { manager } = at();
  await choose("ca-down");
  for (let n = 0; n < 2; n += 1)
    expect(states(await read(manager, "VSC-000001"))).toContain("signature: valid, unknown");
  expect(
    (
      await manager.send(idmApi.startProcess, {
        body: { process: lock, object: card("VSC-000001"), expectedVersion: 1 },
      })
    ).status,
  ).toBe(503);
  await choose(null);
  expect(states(await read(manager, "VSC-000001"))).toContain("signature: valid, valid");
});

test("scenarios make answers malformed or slow, or restart the back end, which ends the sessions", async () => {
  const { manager, sandbox } = at();
  await choose("malformed-answers");
  expect((await manager.send(idmApi.object, { params: card("VSC-000001") })).body).toMatch("<html>");
  await choose("slow-back-end");
  const order: string[] = [];
  const slow = search(manager, "VSC").then(() => order.push("search"));
  await present().then(() => order.push("sandbox"));
  await slow;
  expect(order).toEqual(["sandbox", "search"]);
  await choose("restarting");
  await eventually("no answer", () =>
    call(sandbox.url, "GET", "/v1/health").then(
      () => false,
      () => true,
    ),
  );
  await choose(null);
  expect(await manager.refused(idmApi.searchConfigurations)).toMatchObject({ code: "not-authenticated" });
});

test("scenario version-conflict: another operator changes each object once between the form and Next", async () => {
  const manager = await logIn(at().sandbox.url, "vscmanager");
  await choose("version-conflict");
  const form = await start(manager, lock, "VSC-000001");
  const refused = await manager.refused(idmApi.nextStep, { params: { id: form.id }, body: { values: {} } });
  expect(refused.code).toBe("version-conflict");
  expect((await runProcess(manager, lock, "VSC-000001")).step.kind).toBe("done");
});

test("scenario session-expiring: the session ends at the first Next", async () => {
  const { url } = at().sandbox;
  const manager = await logIn(url, "vscmanager");
  await choose("session-expiring");
  const form = await start(manager, lock, "VSC-000001");
  const refused = await manager.refused(idmApi.nextStep, { params: { id: form.id }, body: { values: {} } });
  expect(refused.code).toBe("not-authenticated");
  expect((await next(await logIn(url, "vscmanager"), form)).step.kind).toBe("done");
});

test("scenario user-locked: user and card are locked before Next, and the card is active again without the scenario", async () => {
  const manager = await logIn(at().sandbox.url, "vscmanager");
  await choose("user-locked");
  const form = await start(manager, lock, "VSC-000001");
  await manager.refused(idmApi.nextStep, { params: { id: form.id }, body: { values: {} } });
  expect((await read(manager, "VSC-000001")).state).toBe("locked");
  expect((await manager.ask(idmApi.object, { params: user("USR-000001") })).state).toBe("locked");
  await choose(null);
  expect((await read(manager, "VSC-000001")).state).toBe("active");
  expect(states(await read(manager, "VSC-000001"))).toContain("signature: valid, valid");
});

test("scenario approval-pending: requests of another operator wait, and are gone without the scenario", async () => {
  const { url } = at().sandbox;
  const [approver, manager] = await Promise.all([logIn(url, "approver"), logIn(url, "vscmanager")]);
  await choose("approval-pending");
  const tasks = await approver.ask(idmApi.tasks);
  expect(tasks.map(({ object, requester }) => `${object.id} ${requester}`)).toEqual([
    "VSC-000002 Oskar Fichet",
    "USR-000001 Oskar Fichet",
  ]);
  const offers = await manager.ask(idmApi.processes, { params: card("VSC-000002") });
  expect(offers.find(({ symbolicName }) => symbolicName === reactivate)?.why.map(({ code }) => code)).toEqual([
    "waiting-for-approval",
  ]);
  await choose(null);
  expect(await approver.ask(idmApi.tasks)).toEqual([]);
});

test("scenario expired-certificates: the certificates of a card have expired, and are valid without the scenario", async () => {
  const { sandbox } = at();
  const manager = await logIn(sandbox.url, "vscmanager");
  await choose("expired-certificates");
  expect(states(await read(manager, "VSC-000001"))).toEqual([
    "authentication: expired, expired",
    "signature: expired, expired",
    "encryption: expired, expired",
  ]);
  const { card: inserted } = await reader();
  const handed = await call(sandbox.url, "GET", `/sandbox/virtual-cards/${inserted?.number}`);
  expect(handed.status).toBe(200);
  await choose(null);
  expect(states(await read(manager, "VSC-000001"))).toContain("signature: valid, valid");
});

test("scenario many-people: the sandbox answers while it makes the people, and the scenario can be switched off then", async () => {
  const manager = await logIn(at().sandbox.url, "vscmanager");
  expect(await choose("many-people")).toEqual({ current: "many-people", preparing: 0 });
  expect((await search(manager, "VSC-")).total.value).toBe(200);
  await eventually("progress", async () => ((await present()).preparing ?? 0) > 0);
  expect(await choose(null)).toEqual({ current: null, preparing: null });
  expect((await search(manager, "VSC-")).total.value).toBe(200);
});

test("without --allow-faults there are no scenarios and no setup", async () => {
  const own = await startSandbox({ opened: false });
  try {
    for (const [method, path] of [
      ["GET", "/sandbox/scenarios"],
      ["PUT", "/sandbox/scenario"],
      ["GET", "/sandbox/reader"],
      ["PUT", "/sandbox/setup"],
    ] as const)
      expect(problemIn(await call(own.url, method, path, method === "PUT" ? {} : undefined)).code).toBe("not-found");
  } finally {
    await own[Symbol.asyncDispose]();
  }
});

test("--scenario starts the sandbox with that scenario", async () => {
  const own = await startSandbox({ opened: false, flags: ["--scenario", "wrong-pin"] });
  try {
    expect(await present(own.url)).toEqual({ current: "wrong-pin", preparing: null });
  } finally {
    await own[Symbol.asyncDispose]();
  }
});

test("if the data of many people cannot be made, the scenario ends and the sandbox keeps running", async () => {
  await using own = await startSandbox();
  writeFileSync(join(own.dataDir, "people-100000"), "");
  await choose("many-people", own.url);
  await eventually("the end of the scenario", async () => (await present(own.url)).current === null);
  expect((await call(own.url, "GET", idmApi.health.path)).status).toBe(200);
});

test("a failed switch leaves no scenario on, and the next switch works", async () => {
  await using own = await startSandbox();
  const away = `${own.dataDir}-away`;
  renameSync(own.dataDir, away);
  expect((await call(own.url, "PUT", "/sandbox/scenario", { name: "approval-pending" })).status).toBe(500);
  renameSync(away, own.dataDir);
  expect(await present(own.url)).toEqual({ current: null, preparing: null });
  expect(await choose("approval-pending", own.url)).toEqual({ current: "approval-pending", preparing: null });
  await own.reset();
  expect(await own.stop()).toBe(0);
});

test("after a failed reset the sandbox still answers, and the next reset works", async () => {
  await using own = await startSandbox();
  const database = join(own.dataDir, "sandbox.db");
  rmSync(database);
  mkdirSync(database);
  expect((await call(own.url, "POST", "/sandbox/reset")).status).toBe(500);
  rmdirSync(database);
  expect((await call(own.url, "GET", idmApi.health.path)).status).toBe(200);
  await own.reset();
  expect((await search(await logIn(own.url, "vscmanager"), "VSC-")).total.value).toBe(200);
  expect(await own.stop()).toBe(0);
});

test("scenario clock-off: no log-in ages by it, and no account is locked for longer", async () => {
  await using own = await startSandbox({ flags: ["--step-up-seconds", "600"] });
  const manager = await logIn(own.url, "vscmanager");
  await choose("clock-off", own.url);
  expect((await runProcess(manager, lock, "VSC-000001")).step.kind).toBe("done");

  const wrong = () => call(own.url, "POST", idmApi.logIn.path, { account: "helpdesk", password: "wrong" });
  for (let n = 0; n < 5; n += 1) expect(problemIn(await wrong()).code).toBe("wrong-credentials");
  await choose(null, own.url);
  const locked = problemIn(await wrong());
  expect(locked.code).toBe("account-locked");
  expect(locked.retryAfter).toBeLessThanOrEqual(300);
});
