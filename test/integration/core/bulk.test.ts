import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { BulkItem } from "#shared/ipc/bulk.ts";
import { bulkIs, candidates, deactivate, itemsOf, kindsOf, timesDone, valueOf } from "../../fixtures/bulk.ts";
import { logIn } from "../../fixtures/sandbox.ts";
import { bulkBench, nextPath, once, start } from "./bulk-bench.ts";

const deactivateUser = "UsersProcDeactivate";
const startPath = idmApi.startProcess.path;
const at = bulkBench();

test("a bulk changes each of 30 cards once, reads it back with its certificates, and reports its progress", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate);
  const told = new Map<number, BulkItem>();
  const counts: number[] = [];
  core.client.bulk.onItemsChanged((items) => {
    for (const item of items) told.set(item.n, item);
  });
  core.client.bulk.onChanged((state) => void (state.kind === "none" || counts.push(state.counts.done)));
  await start(core, bulk);
  const finished = await bulkIs(core, "finished");
  expect(finished).toMatchObject({ total: 30, counts: { done: 30 }, operator: { account: "officer" } });
  const items = await itemsOf(core);
  expect(items.map(({ ref, label }) => ({ ref, label }))).toEqual(
    bulk.objects.map(({ ref, label }) => ({ ref, label })),
  );
  expect(items.map(({ state }) => state.kind === "done" && state.changes[0])).toMatchObject(
    bulk.objects.map(({ ref }) => ({ subject: ref, what: "state", before: "active", after: "inactive" })),
  );
  await expect.poll(() => [...told.values()].toSorted((a, b) => a.n - b.n)).toEqual(items);
  expect(counts.at(-1)).toBe(30);
  expect(counts).toEqual(counts.toSorted((a, b) => a - b));
  for (const { ref } of bulk.objects) {
    const card = await api.ask(idmApi.object, { params: { ...ref } });
    const open = card.certificates.filter(({ stateInCa }) => !["revoked", "expired"].includes(stateInCa.status));
    expect([card.state, ...open.flatMap((each) => [each.stateInIdm, each.stateInCa.status])]).toEqual([
      "inactive",
      ...open.flatMap(() => ["onHold", "onHold"]),
    ]);
  }
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
  valueOf(await core.client.bulk.close());
  expect(valueOf(await core.client.bulk.state())).toEqual({ kind: "none" });
  expect(await itemsOf(core)).toEqual([]);
});

test("a card that another client has changed meanwhile is refused and stays as it is", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 10 });
  const object = bulk.objects[3]?.ref ?? { type: "", id: "" };
  const body = { process: deactivate, object, expectedVersion: bulk.objects[3]?.version };
  const { id } = await api.ask(idmApi.startProcess, { body });
  await api.ask(idmApi.nextStep, { params: { id }, body: { values: {} } });
  const before = await api.ask(idmApi.object, { params: { ...object } });
  await start(core, bulk);
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 9, refused: 1 });
  expect((await itemsOf(core))[3]?.state).toMatchObject({ kind: "refused", error: { code: "version-conflict" } });
  const after = await api.ask(idmApi.object, { params: { ...object } });
  expect(after.version).toBe(before.version);
});

test.each([startPath, nextPath])(
  "the CA is down at %s: the affected cards fail unchanged, and Try again completes them",
  async (path) => {
    const { core, api } = await at.desk();
    const bulk = await candidates(core, deactivate, { count: 12 });
    await at.sandbox().fault("POST", path, { caDown: true }, 5);
    await start(core, bulk);
    await bulkIs(core, "finished");
    expect(await kindsOf(core)).toEqual({ done: 7, failed: 5 });
    const failed = (await itemsOf(core)).filter(({ state }) => state.kind === "failed");
    expect(failed[0]?.state).toMatchObject({ error: { code: "ca-unavailable" } });
    for (const { ref } of failed) expect((await api.ask(idmApi.object, { params: { ...ref } })).state).toBe("active");
    valueOf(await core.client.bulk.retry());
    await bulkIs(core, "finished");
    expect(await kindsOf(core)).toEqual({ done: 12 });
    expect(await timesDone(api, bulk)).toEqual(once(bulk));
  },
);

test.each(["dropAfterCommit", "dropBeforeCommit"])(
  "%s: a lost answer is asked for again, and nothing is done twice",
  async (effect) => {
    const { core, api } = await at.desk();
    const bulk = await candidates(core, deactivate, { count: 12 });
    await at.sandbox().fault("POST", nextPath, { [effect]: true }, 4);
    await start(core, bulk);
    await bulkIs(core, "finished");
    expect(await kindsOf(core)).toEqual({ done: 12 });
    expect(await timesDone(api, bulk)).toEqual(once(bulk));
  },
);

test("a card whose answers are lost repeatedly is unknown, and Resume finds its outcome", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 1 });
  await at.sandbox().fault("POST", nextPath, { dropAfterCommit: true }, 3);
  await start(core, bulk);
  const stopped = await bulkIs(core, "stopped");
  expect(stopped.error).toMatchObject({ code: "backend-unreachable" });
  expect(await kindsOf(core)).toEqual({ unknown: 1 });
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 1 });
  expect(await timesDone(api, bulk)).toEqual([1]);
});

test("a back end that fails at every card stops the bulk after a few, and Resume completes all of them", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 30 });
  await at.sandbox().fault("POST", nextPath, { status: 500 }, 1000);
  await start(core, bulk);
  expect(await bulkIs(core, "stopped")).toMatchObject({ error: { code: "backend-failed" } });
  const { unknown = 0, waiting = 0 } = await kindsOf(core);
  expect(unknown + waiting).toBe(30);
  expect(unknown).toBeLessThan(8);
  await at.sandbox().clearFaults();
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 30 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("an object that cannot be read back is unconfirmed despite the back end's success; Resume reads it", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 3 });
  const [{ ref } = { ref: { type: "", id: "" } }] = bulk.objects;
  await at.sandbox().fault("GET", `/v1/objects/${ref.type}/${ref.id}`, { status: 500 }, 1);
  await start(core, bulk);
  await bulkIs(core, "stopped");
  expect(await kindsOf(core)).toEqual({ done: 2, unconfirmed: 1 });
  valueOf(await core.client.bulk.resume());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 3 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("Try again repeats the failed objects and completes the remaining ones", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 6 });
  await at.sandbox().fault("POST", nextPath, { caDown: true }, 2);
  await at.sandbox().fault("GET", "/v1/objects/*", { status: 500 });
  await start(core, bulk);
  await bulkIs(core, "stopped");
  expect(await kindsOf(core)).toEqual({ done: 3, failed: 2, unconfirmed: 1 });
  valueOf(await core.client.bulk.retry());
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ done: 6 });
  expect(await timesDone(api, bulk)).toEqual(once(bulk));
});

test("a reported success that the read-back does not show is shown as a difference", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 2 });
  const [{ ref } = { ref: { type: "", id: "" } }] = bulk.objects;
  const body = JSON.stringify(await api.ask(idmApi.object, { params: { ...ref } }));
  const path = `/v1/objects/${ref.type}/${ref.id}`;
  await at.sandbox().fault("GET", path, { status: 200, body, contentType: "application/json" });
  await start(core, bulk);
  await bulkIs(core, "finished");
  const [first, second] = await itemsOf(core);
  expect(first?.state.kind === "differs" && first.state.differences[0]).toMatchObject({
    change: { what: "state", after: "inactive" },
    found: "active",
  });
  expect(second?.state.kind).toBe("done");
});

test.each([
  ["a kind of step that this version does not know", { kind: "video-call", room: 7 }, "video-call"],
  ["a further form", { kind: "form", title: "", text: "", fields: [], changes: [], canGoBack: false }, "form"],
])("%s is refused with its kind named, and the process instance is cancelled", async (_what, step, kind) => {
  const { core } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 1 });
  const body = JSON.stringify({ id: "i", process: deactivate, processName: "D", object: bulk.objects[0]?.ref, step });
  await at.sandbox().fault("POST", nextPath, { status: 200, body, contentType: "application/json" });
  // Answered with 418, so that the log shows that the request was sent.
  await at.sandbox().fault("DELETE", "/v1/process-instances/i", { status: 418 });
  await start(core, bulk);
  await bulkIs(core, "finished");
  expect((await itemsOf(core))[0]?.state).toMatchObject({
    kind: "refused",
    error: { code: "step-unknown", params: { kind } },
  });
  expect(core.log()).toMatch(/"call":"DELETE .v1.process-instances.:id","status":418/);
});

test("a bulk above the limit set in Admin is refused and sends nothing; a second bulk is refused too", async () => {
  const { core, api } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 11 });
  const admin = await logIn(at.sandbox().url, "admin");
  const params = { id: "virtualSmartCard" };
  const { states, settings, version } = await admin.ask(idmApi.coreTemplate, { params });
  const body = { states, settings: { ...settings, bulkLimit: "10" } };
  await admin.ask(idmApi.saveCoreTemplate, { params, body, headers: { "If-Match": `"${version}"` } });
  expect(await core.client.bulk.start(bulk)).toMatchObject({
    error: { code: "bulk-too-many", params: { count: 11, limit: 10 } },
  });
  expect(valueOf(await core.client.bulk.state()).kind).toBe("none");
  const ten = { ...bulk, objects: bulk.objects.slice(0, 10) };
  const [first, second] = await Promise.all([core.client.bulk.start(ten), core.client.bulk.start(ten)]);
  expect([first.ok, second.ok]).toEqual([true, false]);
  expect(second).toMatchObject({ error: { code: "bulk-open" } });
  await bulkIs(core, "finished");
  expect(await core.client.bulk.start(ten)).toMatchObject({ error: { code: "bulk-open" } });
  expect(await timesDone(api, bulk)).toEqual([...once(ten), 0]);
});

test("an operator without the role is refused the bulk calls", async () => {
  const { core } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 1 });
  const manager = await at.operatorAt("vscmanager");
  const { options, judge } = manager.client.bulk;
  const forbidden = { error: { code: "forbidden" } };
  expect(await options({ coreTemplate: "virtualSmartCard" })).toMatchObject(forbidden);
  const wanted = [{ ref: { type: "virtualSmartCard", id: "VSC-000001" } }];
  expect(await judge({ process: deactivate, wanted })).toMatchObject(forbidden);
  expect(await manager.client.bulk.start(bulk)).toMatchObject(forbidden);
  expect(valueOf(await manager.client.bulk.state()).kind).toBe("none");
});

test("a bulk of users waits for approval, with the reason entered once in each request", async () => {
  const { core } = await at.desk();
  const users = await candidates(core, deactivateUser, { coreTemplate: "user", count: 10 });
  await start(core, { ...users, values: { reason: "longAbsence" } });
  await bulkIs(core, "finished");
  expect(await kindsOf(core)).toEqual({ approval: 10 });
  const tasks = await (await logIn(at.sandbox().url, "approver")).ask(idmApi.tasks);
  const requests = (await itemsOf(core)).map(({ state }) => (state.kind === "approval" ? state.requestId : ""));
  expect(new Set(tasks.map(({ id }) => id))).toEqual(new Set(requests));
  for (const { entered } of tasks) expect(entered).toMatchObject([{ name: "reason", value: "Long absence" }]);
});

test("a bulk without its required reason is refused for each object and requests no approval", async () => {
  const { core } = await at.desk();
  const users = await candidates(core, deactivateUser, { coreTemplate: "user", count: 3 });
  await start(core, users);
  await bulkIs(core, "finished");
  const states = (await itemsOf(core)).map(({ state }) => state);
  expect(states).toMatchObject(states.map(() => ({ kind: "refused", error: { code: "invalid-input" } })));
  expect(await (await logIn(at.sandbox().url, "approver")).ask(idmApi.tasks)).toEqual([]);
});

test("neither the store nor the log holds a name or a number in clear", async () => {
  const { core, directory } = await at.desk();
  const bulk = await candidates(core, deactivate, { count: 10 });
  const planted = bulk.objects.map((object, n) => ({ ...object, label: `Planted Person ${n}` }));
  await start(core, { ...bulk, objects: planted, values: { remark: "planted remark" } });
  await bulkIs(core, "finished");
  const files = readdirSync(directory).map((name) => readFileSync(join(directory, name), "latin1"));
  expect(files.join("").length).toBeGreaterThan(10_000);
  for (const text of [...files, core.log()]) expect(text).not.toMatch(/VSC-\d|lanted|Oskar|officer|virtualSmartCard/);
});
