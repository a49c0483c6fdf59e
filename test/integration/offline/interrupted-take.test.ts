import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import type { WorkingSetState } from "#shared/ipc/offline.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { run } from "../../fixtures/process.ts";
import { call } from "../../fixtures/sandbox.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/** The number of inactive cards: three pages of a working set. */
const objects = 300;
const points = new URL("../../torture/points.ts", import.meta.url).href;
const credentials = { account: "vscmanager", password: "sandbox" };
const everyInactive = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 };

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(1500);
  await enable(backEnd.url, reactivate);
});
afterEach(async () => {
  backEnd.ahead = 0;
  await backEnd.start();
  await call(backEnd.url, "DELETE", "/sandbox/faults");
});
afterAll(() => backEnd[Symbol.asyncDispose]());

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-interrupted-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/**
 * Takes every inactive card in a separate program, which is killed (SIGKILL) at the given point of
 * its database writes.
 */
async function killedAt(point: number, directory: string): Promise<void> {
  const env = { NODE_OPTIONS: `--import ${points}`, KILL_AT_WRITE: String(point) };
  const child = run("test/fixtures/taking-client.ts", [backEnd.url, directory], env);
  const [, signal] = await once(child.process, "exit");
  expect(signal).toBe("SIGKILL");
}

/** Records the states of the working set that the page receives, in order. */
function watched({ client }: CoreUnderTest): WorkingSetState[] {
  const told: WorkingSetState[] = [];
  client.offline.onChanged(({ workingSet }) => void told.push(workingSet));
  return told;
}

async function workingSet({ client }: CoreUnderTest): Promise<WorkingSetState> {
  const state = await client.offline.state();
  if (!state.ok) throw new Error(state.error.code);
  return state.value.workingSet;
}

const untilTaken = (core: CoreUnderTest, count: number) =>
  eventually("taken", async () => {
    const set = await workingSet(core);
    return set.kind === "taken" && set.objects === count && set.access === "open";
  });

/** Stops the back end and returns how many objects a search of the working set finds. */
async function totalOffline(core: CoreUnderTest): Promise<number | undefined> {
  await backEnd.stop();
  await eventually("offline", async () => {
    const state = await core.client.offline.state();
    return state.ok && state.value.working;
  });
  const search = { configuration: "virtualSmartCard", q: "", state: null, cursor: null };
  const found = await core.client.search.run(search);
  return found.ok ? found.value?.total.value : undefined;
}

// Six points to make the database, then 210 for the first page, 206 for each of the others, 6 for
// the grant, 8 to make it whole.
test.each([
  { where: "after the first page", point: 217, stored: 100 },
  { where: "in the second page", point: 350, stored: 100 },
  { where: "in the last page", point: 620, stored: 200 },
  { where: "after the last page", point: 630, stored: 300 },
  { where: "when it is made whole", point: 638, stored: 300 },
])(
  "killed $where: half a working set is never shown as whole, and stored pages are not fetched again",
  async (each) => {
    const directory = dataDirectory();
    await killedAt(each.point, directory);
    await using core = startCore(backEnd.url, directory);
    expect(await workingSet(core)).toEqual({ kind: "none" });
    const told = watched(core);
    await core.client.session.logIn(credentials);
    await untilTaken(core, objects);
    const counted = told.flatMap((set) => (set.kind === "taking" && set.total !== null ? [set.done] : []));
    expect(counted[0]).toBe(each.stored);
    expect(counted.at(-1)).toBe(objects);
    expect(await totalOffline(core)).toBe(objects);
  },
);

test("killed in the first page: the working set can be taken as usual", async () => {
  const directory = dataDirectory();
  await killedAt(100, directory);
  await using core = startCore(backEnd.url, directory);
  await core.client.session.logIn(credentials);
  expect(await core.client.offline.take(everyInactive)).toMatchObject({ ok: true });
  await untilTaken(core, objects);
  expect(await totalOffline(core)).toBe(objects);
});

/** Takes until `done` objects have arrived; the next page never arrives. */
async function takeUntil(core: CoreUnderTest, done: number): Promise<void> {
  const path = "/v1/offline/working-set";
  const hang = { match: { method: "GET", path }, effect: { delayMs: 600_000 }, times: 1 };
  await call(backEnd.url, "POST", "/sandbox/faults", { ...hang, effect: {}, times: done / 100 });
  await call(backEnd.url, "POST", "/sandbox/faults", hang);
  void core.client.offline.take(everyInactive);
  await eventually("half taken", async () => {
    const set = await workingSet(core);
    return set.kind === "taking" && set.done === done;
  });
}

test("an interrupted download continues after a log-out and a log-in; a cancelled one does not", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await core.client.session.logIn(credentials);
  await takeUntil(core, 200);
  await core.client.session.logOut();
  await eventually("stopped", async () => (await workingSet(core)).kind === "none");
  const told = watched(core);
  await core.client.session.logIn(credentials);
  await untilTaken(core, objects);
  expect(told.find((set) => set.kind === "taking" && set.total !== null)).toMatchObject({ done: 200 });

  await takeUntil(core, 100);
  await core.client.offline.cancelTake();
  await eventually("stopped", async () => (await workingSet(core)).kind === "taken");
  await core.client.session.logOut();
  const after = watched(core);
  await core.client.session.logIn(credentials);
  await untilTaken(core, objects);
  expect(after.filter(({ kind }) => kind === "taking")).toEqual([]);
});

test("decisions under the old working set are sent first, then the interrupted one is taken with a new grant", async () => {
  const directory = dataDirectory();
  const id = "VSC-000002";
  {
    await using core = startCore(backEnd.url, directory);
    await core.client.session.logIn(credentials);
    await core.client.offline.take({ ...everyInactive, q: id });
    await untilTaken(core, 1);
  }
  await killedAt(350, directory);
  await using core = startCore(backEnd.url, directory);
  await backEnd.stop();
  await core.client.session.logIn(credentials);
  expect(await workingSet(core)).toMatchObject({ kind: "taken", objects: 1 });
  expect(await totalOffline(core)).toBe(1);
  const object = { type: "virtualSmartCard", id };
  const view = await core.client.objects.open(object);
  const version = view.ok ? view.value.object.version : 0;
  await core.client.wizard.start({ process: reactivate, processName: "", object, label: id, version });
  await core.next({});
  await core.client.wizard.close();
  await backEnd.start();
  await eventually("log in again", async () => {
    const session = await core.client.session.state();
    return session.ok && session.value.kind === "expired";
  });
  const told = watched(core);
  await core.client.session.logIn(credentials);
  await untilTaken(core, objects - 1);
  const state = await core.client.offline.state();
  expect(state).toMatchObject({ value: { counts: { waiting: 0 }, broken: [] } });
  expect(told.filter((set) => set.kind === "taking")[0]).toMatchObject({ done: 0, total: null });
  expect(await workingSet(core)).toMatchObject({ q: "", state: "inactive", asOf: expect.any(String) });
});

test("an interrupted download whose grant has ended is reported as grant-expired and not continued", async () => {
  const directory = dataDirectory();
  await killedAt(350, directory);
  backEnd.ahead = 3_600_000;
  await using core = startCore(backEnd.url, directory);
  await core.client.session.logIn(credentials);
  await eventually("failed", async () => (await workingSet(core)).kind === "failed");
  expect(await workingSet(core)).toMatchObject({ error: { code: "grant-expired" } });
  const told = watched(core);
  await core.client.session.logOut();
  await core.client.session.logIn(credentials);
  await eventually("logged in", () => told.length > 2);
  expect(told.filter(({ kind }) => kind === "taking")).toEqual([]);
});
