import { DatabaseSync } from "node:sqlite";
import { join } from "node:path";
import { rmSync } from "node:fs";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { Judged, Wanted } from "#shared/idm/bulk.ts";
import { logIn, startSandbox } from "../../../test/fixtures/sandbox.ts";
import {
  bench,
  card,
  deactivateUser,
  enable,
  lock,
  lockUser,
  reactivate,
  read,
  request,
  runProcess,
  setOptions,
  start,
  user,
} from "./sandbox.ts";

const at = bench();
beforeEach(async () => {
  await at().sandbox.reset();
  await enable(at().admin, [reactivate]);
});

const options = (id: string) => at().officer.ask(idmApi.bulkOptions, { params: { id } });
const judge = (process: string, ...wanted: Wanted[]): Promise<Judged[]> =>
  at().officer.ask(idmApi.judge, { body: { process, wanted } });
const byNumber = (...numbers: string[]): Promise<Judged[]> =>
  judge(reactivate, ...numbers.map((number) => ({ number })));

/** Returns the values that find VSC-000002, as Quick search shows them. */
async function known() {
  const { certificates } = await read(at().officer, "VSC-000002");
  const query = { q: "VSC-000002" };
  const { items } = await at().officer.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query });
  const { account = "", email = "", person = "" } = items[0]?.columns ?? {};
  return { account, email, person, serial: certificates[0]?.serial ?? "" };
}

test("the bulk options list every process of the core template, its form and, if it is not enabled, the reason", async () => {
  const { limit, processes } = await options("virtualSmartCard");
  expect(limit).toBe(500);
  expect(processes.map(({ symbolicName, why }) => [symbolicName, ...why.map(({ code }) => code)])).toEqual([
    [reactivate],
    ["VirtualSmartCardProcDeactivate", "not-enabled"],
    [lock],
    ["VirtualSmartCardProcDelete", "not-enabled"],
  ]);
  expect(processes[0]).toMatchObject({ name: "Reactivate virtual smart card", fields: [] });
  const users = await options("user");
  expect(users.processes.map(({ why }) => why)).toEqual([[], [], []]);
  expect(users.processes[0]?.fields).toMatchObject([{ name: "reason", required: true, value: null }]);
});

test.each(["certificate", "printer", "toString"])("there is no bulk for %s", async (id) => {
  const refused = await at().officer.refused(idmApi.bulkOptions, { params: { id } });
  expect(refused).toMatchObject({ status: 404, code: "not-found" });
});

test("the bulk limit is a setting of each core template", async () => {
  await setOptions(at().admin, "user", { bulkLimit: "50" });
  expect((await options("user")).limit).toBe(50);
  expect((await options("virtualSmartCard")).limit).toBe(500);
});

test("data from before the bulk limit existed gets the limit as shipped", async () => {
  const old = await startSandbox({ flags: ["--people", "20"] });
  onTestFinished(() => rmSync(old.dataDir, { recursive: true, force: true }));
  await old.stop();
  const db = new DatabaseSync(join(old.dataDir, "sandbox.db"));
  db.exec("UPDATE templates SET settings = json_remove(settings, '$.bulkLimit')");
  db.close();
  await using again = await startSandbox({ dataDir: old.dataDir });
  const officer = await logIn(again.url, "officer");
  expect((await officer.ask(idmApi.bulkOptions, { params: { id: "user" } })).limit).toBe(500);
  const admin = await logIn(again.url, "admin");
  expect((await admin.ask(idmApi.coreTemplate, { params: { id: "user" } })).settings).toMatchObject({
    bulkLimit: "500",
  });
});

test("candidates have their version and planned changes, other objects the reasons, in the order of the call", async () => {
  const wanted = ["VSC-000001", "VSC-000002", "VSC-000004", "VSC-999999"].map((id) => ({ ref: card(id) }));
  const judged = await judge(reactivate, ...wanted, { ref: user("USR-000002") });
  expect(judged.map(({ kind }) => kind)).toEqual(["notCandidate", "candidate", "notCandidate", "notFound", "notFound"]);
  expect(judged[0]).toMatchObject({ item: { label: "VSC-000001", state: "active" }, why: [{ code: "wrong-state" }] });
  const { step } = await start(at().officer, reactivate, "VSC-000002");
  expect(judged[1]).toMatchObject({
    item: { ref: card("VSC-000002"), state: "inactive" },
    version: (await read(at().officer, "VSC-000002")).version,
    changes: step.kind === "form" ? step.changes : [],
  });
});

test("an object is no longer a candidate after the process has run on it", async () => {
  const [before] = await byNumber("VSC-000002");
  await runProcess(at().officer, reactivate, "VSC-000002");
  const [after] = await byNumber("VSC-000002");
  expect([before?.kind, after?.kind]).toEqual(["candidate", "notCandidate"]);
});

test("an object is no candidate for a process that waits for approval on it, but is one for another process", async () => {
  await request(at().officer, deactivateUser, "USR-000001");
  const [waits] = await judge(deactivateUser, { ref: user("USR-000001") });
  expect(waits).toMatchObject({ kind: "notCandidate", why: [{ code: "waiting-for-approval" }] });
  const [locked] = await judge(lockUser, { ref: user("USR-000001") });
  expect(locked?.kind).toBe("candidate");
});

test("a card is found by its full number, account, mail address or serial number, in any case and with any spaces", async () => {
  const { account, email, serial } = await known();
  const spellings = [
    "VSC-000002",
    "vsc-000002",
    " VSC-000 002\t",
    "\ufeffVSC-000002\r",
    "VSC\u2009-\u00a0000\u202f002\u200b",
    account,
    account.toUpperCase(),
    email,
    ` ${email.toUpperCase()} `,
    serial,
    serial.toUpperCase().replace(/(..)/g, "$1 "),
  ];
  const found = await byNumber(...spellings);
  const refs = found.map((each, place) => [spellings[place], each.kind === "candidate" ? each.item.ref.id : each.kind]);
  expect(refs).toEqual(spellings.map((spelling) => [spelling, "VSC-000002"]));
});

test("a user is found by their number, account, mail address or a serial number, but not by a card number", async () => {
  const { account, email, serial } = await known();
  const numbers = ["usr-000002", account, email, serial].map((number) => ({ number }));
  for (const found of await judge(deactivateUser, ...numbers)) {
    expect(found).toMatchObject({ item: { ref: user("USR-000002") } });
  }
  expect(await judge(deactivateUser, { number: "VSC-000002" })).toEqual([{ kind: "notFound" }]);
});

test("part of a number is ambiguous, even with one match, and is answered with the first matches and the total", async () => {
  const { serial, person } = await known();
  const [many, one, part, name] = await byNumber("VSC-0000", "SC-000002", serial.slice(0, -1), person);
  expect(many).toEqual({
    kind: "ambiguous",
    matches: ["VSC-000001", "VSC-000002", "VSC-000003", "VSC-000004", "VSC-000005"],
    total: 99,
  });
  expect(one).toEqual({ kind: "ambiguous", matches: ["VSC-000002"], total: 1 });
  expect(part).toMatchObject({ kind: "ambiguous", matches: ["VSC-000002"] });
  expect(name?.kind).toBe("ambiguous");
});

test.each(["VSC-999999", "   ", "\u200b", "%", "_", "'; drop table cards; --", "VSC-000002;VSC-000003", "💳"])(
  "%j finds nothing",
  async (number) => {
    expect(await byNumber(number)).toEqual([{ kind: "notFound" }]);
  },
);

test("while the CA is down, a call to judge objects is refused with ca-unavailable", async () => {
  const { sandbox, officer } = at();
  await sandbox.fault("POST", idmApi.judge.path, { caDown: true });
  const body = { process: reactivate, wanted: [{ ref: card("VSC-000002") }] };
  expect(await officer.refused(idmApi.judge, { body })).toMatchObject({ status: 503, code: "ca-unavailable" });
});

test("one call judges up to 200 objects, and is refused with 0 or 201 objects or an unknown process", async () => {
  const { officer } = at();
  const wanted = (count: number) => Array.from({ length: count }, () => ({ ref: card("VSC-000002") }));
  expect(await judge(reactivate, ...wanted(200))).toHaveLength(200);
  for (const count of [0, 201]) {
    const body = { process: reactivate, wanted: wanted(count) };
    expect(await officer.refused(idmApi.judge, { body })).toMatchObject({ status: 400, code: "invalid-input" });
  }
  const body = { process: "NoSuchProcess", wanted: wanted(1) };
  expect(await officer.refused(idmApi.judge, { body })).toMatchObject({ status: 404, code: "not-found" });
});

test("judging changes nothing", async () => {
  const before = await read(at().officer, "VSC-000002");
  await byNumber("VSC-000002");
  const after = await read(at().officer, "VSC-000002");
  expect([after.version, after.state]).toEqual([before.version, before.state]);
});
