import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, onTestFinished, test, vi } from "vitest";
import type { Result } from "#shared/errors.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { candidates } from "../../fixtures/bulk.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { deactivate, reactivate } from "../../fixtures/field-device.ts";
import { runProcess } from "../../fixtures/run-process.ts";
import { operatorCalls, sampleCall } from "../../fixtures/sample-calls.ts";
import { call, logIn } from "../../fixtures/sandbox.ts";
import { watchedWay } from "../../fixtures/watched-way.ts";

// Restarting a back end and deriving keys from passwords takes time on a busy machine.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
});
afterEach(() => backEnd.fresh());
afterAll(() => backEnd[Symbol.asyncDispose]());

const manager = { account: "vscmanager", password: "sandbox" };
const officer = { account: "officer", password: "sandbox" };
const card = (id: string) => ({ type: "virtualSmartCard", id });
const everyInactive = { configuration: "virtualSmartCard", q: "", state: "inactive", cursor: null };
const typed = { form: "form", values: { reason: "typed by Vera" } };

function core(): CoreUnderTest {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-seams-"));
  const started = startCore(backEnd.url, directory);
  onTestFinished(async () => {
    await started[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });
  return started;
}

/** Delays the next matching request at the back end by some milliseconds. */
const delay = (method: string, path: string, delayMs: number): Promise<unknown> =>
  call(backEnd.url, "POST", "/sandbox/faults", { match: { method, path }, effect: { delayMs } });

/**
 * Starts a core in which the manager has a working set of every inactive card and has lost the
 * connection.
 */
async function inTheField(): Promise<CoreUnderTest> {
  await enable(backEnd.url, reactivate, deactivate);
  const it = core();
  await value(it.client.session.logIn(manager));
  await value(it.client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
  await backEnd.stop();
  await eventually("offline", async () => (await value(it.client.offline.state())).working);
  return it;
}

async function start({ client }: CoreUnderTest, id: string): Promise<Result<null>> {
  const { version } = (await value(client.objects.open(card(id)))).object;
  return client.wizard.start({ process: reactivate, processName: "R", object: card(id), label: id, version });
}

async function twoCards({ client }: CoreUnderTest): Promise<[string, string]> {
  const [first = "", second = ""] =
    (await value(client.search.run(everyInactive)))?.items.map(({ ref }) => ref.id) ?? [];
  return [first, second];
}

/** Runs a process at the back end as another operator. */
async function runAsOfficer(id: string, process: string): Promise<void> {
  await runProcess(await logIn(backEnd.url, "officer"), process, card(id));
}

async function backOnline(it: CoreUnderTest): Promise<void> {
  await backEnd.start();
  await eventually("log in again", async () => (await value(it.client.session.state())).kind === "expired");
  await value(it.client.session.logIn(manager));
}

test("an account name is accepted in capitals, with and without a connection", async () => {
  await enable(backEnd.url, reactivate);
  const it = core();
  const logInAs = (account: string) => it.client.session.logIn({ ...manager, account });
  expect(await value(logInAs("VSCManager"))).toMatchObject({ account: "vscmanager" });
  await value(it.client.offline.take({ ...everyInactive, hours: 1 }));
  await backEnd.stop();
  await eventually("offline", async () => (await value(it.client.offline.state())).working);
  await value(it.client.session.logOut());
  expect(await it.client.session.logIn({ account: "vscmanagers", password: "sandbox" })).toMatchObject({ ok: false });
  expect(await value(logInAs("VSCMANAGER"))).toMatchObject({ account: "vscmanager" });
  expect((await value(it.client.search.run(everyInactive)))?.items).not.toEqual([]);
});

describe("nothing of one operator reaches the next", () => {
  test("a log-out ends an offline wizard and discards the entries typed in it", async () => {
    const it = await inTheField();
    const [first] = await twoCards(it);
    await value(start(it, first));
    expect((await value(it.client.wizard.state())).kind).toBe("form");
    await value(it.client.wizard.keep(typed));
    await value(it.client.session.logOut());
    expect(await value(it.client.wizard.state())).toEqual({ kind: "closed" });
    await backEnd.start();
    await eventually("online", async () => (await value(it.client.app.connection())).kind === "online");
    const told = it.wizards.length;
    await value(it.client.session.logIn(officer));
    expect(it.wizards.slice(told).map(({ kind }) => kind)).not.toContain("form");
    expect(await value(it.client.wizard.entries())).toBeNull();
    await value(start(it, first));
    expect((await value(it.client.wizard.state())).kind).toBe("form");
    expect(await value(it.client.wizard.entries())).toBeNull();
  });

  test.each([
    ["after a lock", async ({ client }: CoreUnderTest) => void (await value(client.session.lock()))],
    ["over the open session", async () => undefined],
  ])("another operator who logs in %s gets no wizard and no typed entries", async (_, before) => {
    await enable(backEnd.url, reactivate);
    const it = core();
    await value(it.client.session.logIn(manager));
    const [first] = await twoCards(it);
    await value(start(it, first));
    await value(it.client.wizard.keep(typed));
    await before(it);
    await value(it.client.session.logIn(officer));
    expect(await value(it.client.wizard.state())).toEqual({ kind: "closed" });
    expect(await value(it.client.wizard.entries())).toBeNull();
  });

  test("an answer that arrives after the log-out is not passed on", async () => {
    const it = core();
    await value(it.client.session.logIn(manager));
    await delay("GET", "/v1/search/*", 300);
    // Delayed as well, so that the back end still knows the session when it answers the search.
    await delay("DELETE", "/v1/sessions/*", 1_500);
    const late = it.client.search.run(everyInactive);
    const leaving = it.client.session.logOut();
    expect(await late).toMatchObject({ error: { code: "not-authenticated" } });
    await value(leaving);
  });

  test("a log-in that is answered after a log-out begins no session", async () => {
    const it = core();
    await delay("POST", "/v1/sessions", 500);
    const late = it.client.session.logIn(manager);
    await value(it.client.session.logOut());
    expect(await late).toMatchObject({ error: { code: "not-authenticated" } });
    expect(await value(it.client.session.state())).toEqual({ kind: "none" });
  });

  test("an expired session can be locked", async () => {
    const it = core();
    await value(it.client.session.logIn(manager));
    await backEnd.stop();
    await backEnd.start();
    await it.client.objects.open(card("VSC-000002"));
    await eventually("expired", async () => (await value(it.client.session.state())).kind === "expired");
    await value(it.client.session.lock());
    expect((await value(it.client.session.state())).kind).toBe("locked");
    expect(await it.client.objects.open(card("VSC-000002"))).toMatchObject({ error: { code: "not-authenticated" } });
  });

  test("the entry of another operator cannot be dropped, started again or listed", async () => {
    const it = await inTheField();
    const [entry] = await conflicts(it, 1);
    await value(it.client.session.logIn(officer));
    const name = { device: entry?.device ?? "", seq: entry?.seq ?? 0 };
    expect((await value(it.client.offline.queue({ before: null }))).entries).toEqual([]);
    expect(await it.client.offline.drop({ ...name, reason: "not mine" })).toMatchObject({
      error: { code: "not-found" },
    });
    expect(await it.client.offline.startAgain(name)).toMatchObject({ error: { code: "not-found" } });
    await value(it.client.session.logIn(manager));
    const { entries } = await value(it.client.offline.queue({ before: null }));
    expect(entries).toMatchObject([{ state: { kind: "conflict", settlement: { kind: "open" } } }]);
  });

  test("an object shows nothing of another operator's waiting entries", async () => {
    const it = await inTheField();
    const [first] = await twoCards(it);
    await value(start(it, first));
    await value(it.next());
    await value(it.client.wizard.close());
    expect((await value(it.client.objects.open(card(first)))).local?.pending).toHaveLength(1);
    await value(it.client.session.lock());
    await backEnd.start();
    await eventually("online", async () => (await value(it.client.app.connection())).kind === "online");
    await value(it.client.session.logIn(officer));
    expect((await value(it.client.objects.open(card(first)))).local).toBeUndefined();
    const everything = { configuration: "virtualSmartCard", q: "", state: null, hours: 1 };
    await value(it.client.offline.take(everything));
    await backEnd.stop();
    await eventually("offline", async () => (await value(it.client.offline.state())).working);
    expect((await value(it.client.objects.open(card(first)))).local).toMatchObject({ pending: [], expected: null });
  });

  test("another operator sees only the owner of a working set, and a locked session not even that", async () => {
    const it = core();
    await value(it.client.session.logIn(manager));
    const taken = { configuration: "virtualSmartCard", q: "VSC-00000", state: "inactive", hours: 1 };
    await value(it.client.offline.take(taken));
    expect((await value(it.client.offline.state())).workingSet).toMatchObject({ kind: "taken", q: "VSC-00000" });
    const told: unknown[] = [];
    it.client.offline.onChanged(({ workingSet }) => void told.push(workingSet));
    await value(it.client.session.lock());
    expect((await value(it.client.offline.state())).workingSet).toMatchObject({ kind: "foreign", owner: null });
    await value(it.client.session.logIn(officer));
    expect((await value(it.client.offline.state())).workingSet).toMatchObject({
      kind: "foreign",
      owner: "Vera Cardell",
    });
    expect(JSON.stringify(told)).not.toContain("VSC-00000");
    await value(it.client.session.logIn(manager));
    await eventually("open", async () => {
      const { workingSet } = await value(it.client.offline.state());
      return workingSet.kind === "taken" && workingSet.access === "open";
    });
  });

  test("after two log-ins in a row and a log-out, no event of the back end is passed on", async () => {
    await enable(backEnd.url, reactivate);
    const it = core();
    await value(it.client.session.logIn(manager));
    await value(it.client.session.logIn(manager));
    await value(it.client.session.logOut());
    const told: string[] = [];
    it.client.objects.onAllChanged(() => void told.push("all"));
    it.client.tasks.onChanged(() => void told.push("tasks"));
    const other = core();
    await value(other.client.session.logIn(officer));
    const heard = new Promise<void>((resolve) => void other.client.objects.onChanged(() => resolve()));
    await runAsOfficer("VSC-000002", reactivate);
    // The same event has reached another program, so this one would have reported it by now.
    await heard;
    expect(told).toEqual([]);
  });

  test("one window's search does not cancel another's; a newer one of the same window does", async () => {
    const it = core();
    await value(it.client.session.logIn(manager));
    await delay("GET", "/v1/search/*", 300);
    const slow = it.client.search.run({ ...everyInactive, asker: "first window" });
    expect(await value(it.client.search.run({ ...everyInactive, asker: "second window" }))).not.toBeNull();
    expect(await value(slow)).not.toBeNull();
    await delay("GET", "/v1/search/*", 300);
    const old = it.client.search.run({ ...everyInactive, asker: "first window" });
    expect(await value(it.client.search.run({ ...everyInactive, asker: "first window" }))).not.toBeNull();
    expect(await value(old)).toBeNull();
  });

  test("every call of the contract that needs an operator is refused without one, and after a stop", async () => {
    const it = core();
    const ask = (name: string): Promise<unknown> => it.call(sampleCall(name));
    for (const name of operatorCalls)
      expect([name, await ask(name)]).toMatchObject([name, { error: { code: "not-authenticated" } }]);
    await it[Symbol.asyncDispose]();
    for (const name of ["search.run", "session.state", "app.info", "offline.state"])
      expect([name, await ask(name)]).toMatchObject([name, { error: { code: "core-lost" } }]);
  });
});

/**
 * Creates entries of the manager that are in conflict, because another operator was faster. Returns
 * the queue.
 */
async function conflicts(it: CoreUnderTest, count: number): Promise<QueueEntry[]> {
  const ids = (await twoCards(it)).slice(0, count);
  for (const id of ids) {
    await value(start(it, id));
    await value(it.next());
    await value(it.client.wizard.close());
  }
  await value(it.client.offline.pause());
  await backOnline(it);
  for (const id of ids) {
    await runAsOfficer(id, reactivate);
    await runAsOfficer(id, deactivate);
  }
  await value(it.client.offline.resume());
  await eventually("conflicts", async () => (await value(it.client.offline.state())).counts.attention === count);
  return (await value(it.client.offline.queue({ before: null }))).entries;
}

describe("a command that answers ok did what it says", () => {
  test("Start again is refused while a wizard is open, and leaves the conflict undecided", async () => {
    const it = await inTheField();
    const [conflict] = await conflicts(it, 1);
    const name = { device: conflict?.device ?? "", seq: conflict?.seq ?? 0 };
    const other = (await value(it.client.search.run(everyInactive)))?.items.at(-1)?.ref.id ?? "";
    await value(start(it, other));
    expect(await it.client.offline.startAgain(name)).toMatchObject({ error: { code: "wizard-busy" } });
    expect(await value(it.client.wizard.state())).toMatchObject({ kind: "form", label: other });
    expect((await value(it.client.offline.state())).counts.attention).toBe(1);
    await value(it.client.wizard.close());
    await value(it.client.offline.startAgain(name));
    expect(await value(it.client.wizard.state())).toMatchObject({ kind: "form", label: conflict?.label });
    expect((await value(it.client.offline.state())).counts.attention).toBe(0);
  });

  test("a second decision about an entry is refused", async () => {
    const it = await inTheField();
    const [conflict] = await conflicts(it, 1);
    const name = { device: conflict?.device ?? "", seq: conflict?.seq ?? 0 };
    await value(it.client.offline.drop({ ...name, reason: "done by a colleague" }));
    const again = { ...name, reason: "another reason" };
    expect(await it.client.offline.drop(again)).toMatchObject({ error: { code: "nothing-to-decide" } });
    expect(await it.client.offline.startAgain(name)).toMatchObject({ error: { code: "nothing-to-decide" } });
    expect((await value(it.client.offline.queue({ before: null }))).entries).toMatchObject([
      { state: { settlement: { kind: "dropped", reason: "done by a colleague" } } },
    ]);
    expect(await value(it.client.wizard.state())).toEqual({ kind: "closed" });
  });

  test("an outdated window can neither press Next on another process nor close the wizard while Next is running", async () => {
    await enable(backEnd.url, reactivate);
    const it = core();
    await value(it.client.session.logIn(manager));
    const [first, second] = await twoCards(it);
    await value(start(it, first));
    expect(await start(it, second)).toMatchObject({ error: { code: "wizard-busy" } });
    const { instance } = await it.wizard("form");
    await value(it.client.wizard.close());
    await value(start(it, second));
    const stale = await it.client.wizard.next({ instance, values: {} });
    expect(stale).toMatchObject({ error: { code: "wizard-gone" } });
    expect(await it.client.wizard.back({ instance })).toMatchObject({ error: { code: "wizard-gone" } });
    expect(await value(it.client.wizard.state())).toMatchObject({ kind: "form", label: second });
    await delay("POST", "/v1/process-instances/*", 300);
    const next = it.next();
    expect(await it.client.wizard.close()).toMatchObject({ error: { code: "wizard-waiting" } });
    await value(next);
    await it.wizard("done");
    await value(it.client.wizard.close());
    expect(await it.client.wizard.keep(typed)).toMatchObject({ error: { code: "wizard-gone" } });
    expect(await it.client.wizard.next({ instance, values: {} })).toMatchObject({ error: { code: "wizard-gone" } });
  });

  test("a working set that was not taken is not reported as taken", async () => {
    const it = core();
    await value(it.client.session.logIn(manager));
    const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 };
    await delay("GET", "/v1/offline/*", 500);
    const first = it.client.offline.take(take);
    await eventually("taking", async () => (await value(it.client.offline.state())).workingSet.kind === "taking");
    expect(await it.client.offline.take(take)).toMatchObject({ error: { code: "take-running" } });
    await value(it.client.offline.cancelTake());
    expect(await first).toMatchObject({ error: { code: "take-cancelled" } });
    expect((await value(it.client.offline.state())).workingSet.kind).toBe("none");
  });

  test.each([
    // The answer is there and the bulk on disk; it waits for Resume.
    ["the operator logs out", false, { kind: "stopped", counts: { waiting: 3 } }],
    // The request is aborted before anything is on disk.
    ["the program stops", true, { kind: "none" }],
  ])("a bulk whose start is answered after %s changes no object", async (_, stops, expected) => {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-seams-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    await enable(backEnd.url, deactivate);
    await using way = await watchedWay(backEnd.url);
    const answered = way.hold(({ path }) => path === "/v1/core-templates/virtualSmartCard/bulk");
    const it = startCore(way.url, directory);
    await value(it.client.session.logIn(officer));
    const request = await candidates(it, deactivate, { count: 3 });
    const started = it.client.bulk.start(request);
    await answered;
    const left = stops ? it[Symbol.asyncDispose]() : value(it.client.session.logOut());
    if (!stops) await left;
    way.end("answered");
    await Promise.all([started, left]);
    expect(it.log()).not.toContain('"fault"');

    await using again = stops ? startCore(backEnd.url, directory) : it;
    await value(again.client.session.logIn(officer));
    expect(await value(again.client.bulk.state())).toMatchObject(expected);
    for (const { ref } of request.objects)
      expect((await value(again.client.objects.open(ref))).object.state).toBe("active");
  });

  test("a log-in that reaches the working set after the program has stopped is refused", async () => {
    await using way = await watchedWay(backEnd.url);
    const answered = way.hold(({ path }) => path === "/v1/sessions");
    const directory = mkdtempSync(join(tmpdir(), "carddesk-seams-"));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    {
      await using before = startCore(backEnd.url, directory);
      await value(before.client.session.logIn(manager));
      await value(before.client.offline.take({ configuration: "virtualSmartCard", q: "", state: null, hours: 1 }));
    }
    const it = startCore(way.url, directory);
    await eventually("taken", async () => (await value(it.client.offline.state())).workingSet.kind === "foreign");
    const late = it.client.session.logIn(manager);
    await answered;
    await it[Symbol.asyncDispose]();
    await way[Symbol.asyncDispose]();
    expect(await late).toMatchObject({ error: { code: "not-authenticated" } });
    expect(it.log()).not.toContain('"fault"');
  });

  test("Next with an expired session is refused, leaves the wizard as it is, and works after the log-in", async () => {
    await enable(backEnd.url, reactivate);
    const it = core();
    await value(it.client.session.logIn(manager));
    await value(start(it, "VSC-000002"));
    await call(backEnd.url, "POST", "/sandbox/faults", {
      match: { method: "GET", path: "/v1/search/*" },
      effect: { expireSessions: true },
    });
    await it.client.search.run(everyInactive);
    expect((await value(it.client.session.state())).kind).toBe("expired");
    const told = it.wizards.length;
    expect(await it.next()).toMatchObject({ error: { code: "not-authenticated" } });
    expect(it.wizards.slice(told)).toEqual([]);
    await value(it.client.session.logIn(manager));
    await value(it.next());
    expect((await value(it.client.wizard.state())).kind).toBe("done");
  });

  test("Resume and Try again are refused as not-found if there is no bulk", async () => {
    const it = core();
    await value(it.client.session.logIn(officer));
    expect(await it.client.bulk.resume()).toMatchObject({ error: { code: "not-found" } });
    expect(await it.client.bulk.retry()).toMatchObject({ error: { code: "not-found" } });
  });

  test("Sync now without a connection is refused as backend-unreachable", async () => {
    const it = await inTheField();
    expect(await it.client.offline.syncNow()).toMatchObject({ error: { code: "backend-unreachable" } });
  });
});

test("without a connection, calls that need one are refused as not-allowed-offline", async () => {
  const it = await inTheField();
  const { client } = it;
  const ref = card("VSC-000002");
  const answers = await Promise.all([
    client.objects.history({ ref, cursor: null }),
    client.objects.stateGraph({ coreTemplate: "virtualSmartCard" }),
    client.tasks.list(),
    client.tasks.decide({ id: "T", decision: "approve", reason: "" }),
    client.tasks.withdraw({ instance: "I", object: ref }),
    client.bulk.options({ coreTemplate: "virtualSmartCard" }),
    client.bulk.judge({ process: reactivate, wanted: [{ ref }] }),
    client.bulk.resume(),
    client.bulk.retry(),
    client.admin.coreTemplates(),
    client.admin.coreTemplate({ id: "virtualSmartCard" }),
  ]);
  expect(answers.map((answer) => (answer.ok ? "ok" : answer.error.code))).toEqual(
    answers.map(() => "not-allowed-offline"),
  );
});
