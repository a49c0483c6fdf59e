import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { Machine } from "../../fixtures/machine.ts";
import { call } from "../../fixtures/sandbox.ts";

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const minute = 60_000;
const day = 24 * 60 * minute;
const card = { type: "virtualSmartCard", id: "VSC-000002" };

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(20);
});
beforeEach(() => call(backEnd.url, "POST", "/sandbox/reset"));
afterAll(() => backEnd[Symbol.asyncDispose]());

/** Starts a core with the manager logged in; the shipped settings lock after ten minutes. */
async function loggedIn(): Promise<{ machine: Machine; core: CoreUnderTest }> {
  const machine = new Machine();
  const core = startCore(backEnd.url, undefined, undefined, machine);
  onTestFinished(() => core[Symbol.asyncDispose]());
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  return { machine, core };
}

const kind = async (core: CoreUnderTest): Promise<string> => (await value(core.client.session.state())).kind;
const opens = async (core: CoreUnderTest): Promise<boolean> => (await core.client.objects.open(card)).ok;

test("a session without a page is locked after the idle time, and every window is told", async () => {
  const { machine, core } = await loggedIn();
  const told = new Promise<string>((resolve) => core.client.session.onChanged((state) => resolve(state.kind)));
  machine.pass(9 * minute);
  expect(await opens(core)).toBe(true);
  machine.pass(minute);
  // No call reaches the core: it must lock on its own timer.
  expect(await told).toBe("locked");
  expect(await core.client.objects.open(card)).toMatchObject({ error: { code: "not-authenticated" } });
});

test("calls of a page without activity of the operator do not delay the lock", async () => {
  const { machine, core } = await loggedIn();
  for (let minutes = 1; minutes < 10; minutes += 1) {
    machine.pass(minute);
    expect(await opens(core)).toBe(true);
  }
  machine.pass(minute);
  expect(await opens(core)).toBe(false);
});

test("activity in a window delays the lock of the session; without activity the session is locked", async () => {
  const { machine, core } = await loggedIn();
  for (let round = 0; round < 3; round += 1) {
    machine.pass(9 * minute);
    await value(core.client.session.active());
  }
  expect(await opens(core)).toBe(true);
  machine.pass(10 * minute);
  expect(await kind(core)).toBe("locked");
});

test("after a suspension the session is locked at the first call, and the first activity does not open it", async () => {
  for (const first of [
    (core: CoreUnderTest) => core.client.objects.open(card),
    (core: CoreUnderTest) => core.client.session.active(),
  ]) {
    const { machine, core } = await loggedIn();
    machine.pass(11 * minute);
    expect(await first(core)).toMatchObject({ error: { code: "not-authenticated" } });
    expect(await kind(core)).toBe("locked");
  }
});

test("a changed time of day does not lock the session; an uptime that goes back by a minute does", async () => {
  const { machine, core } = await loggedIn();
  for (const jump of [day, -2 * day]) {
    machine.wall += jump;
    expect(await opens(core)).toBe(true);
  }
  machine.wall -= 10 * minute;
  machine.up += 10 * minute;
  expect(await opens(core)).toBe(false);
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  machine.up -= 1_000;
  expect(await opens(core)).toBe(true);
  machine.up -= minute;
  expect(await opens(core)).toBe(false);
});

test("a changed idle time in the settings applies at once, and a log-in restarts the idle time", async () => {
  const { machine, core } = await loggedIn();
  machine.pass(3 * minute);
  await value(
    core.client.app.saveSettings({
      language: null,
      theme: "system",
      density: "comfortable",
      tourEnded: false,
      idleMinutes: 2,
    }),
  );
  expect(await kind(core)).toBe("locked");
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  machine.pass(minute);
  expect(await opens(core)).toBe(true);
});

test("an expired session is locked after the idle time too", async () => {
  const { machine, core } = await loggedIn();
  await call(backEnd.url, "POST", "/sandbox/faults", {
    match: { method: "GET", path: "/v1/objects/*" },
    effect: { expireSessions: true },
  });
  await core.client.objects.open(card);
  await eventually("expired", async () => (await kind(core)) === "expired");
  machine.pass(10 * minute);
  expect(await kind(core)).toBe("locked");
});

test("the shell locks the session, and nothing of the operator is answered any more", async () => {
  const { core } = await loggedIn();
  core.lockSession();
  expect(await kind(core)).toBe("locked");
  expect(await opens(core)).toBe(false);
  expect(core.log()).toContain("locked");
});

test("a lock without a logged-in operator does nothing", async () => {
  const machine = new Machine();
  const core = startCore(backEnd.url, undefined, undefined, machine);
  onTestFinished(() => core[Symbol.asyncDispose]());
  core.lockSession();
  machine.pass(20 * minute);
  expect(await kind(core)).toBe("none");
});
