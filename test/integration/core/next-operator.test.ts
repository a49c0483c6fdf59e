import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";
import { z } from "zod";
import { resultSchema } from "#shared/errors.ts";
import type { SyncState, WorkingSetState } from "#shared/ipc/offline.ts";
import { newTrace } from "#shared/trace.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { deactivate, reactivate } from "../../fixtures/field-device.ts";
import { runProcess } from "../../fixtures/run-process.ts";
import { logIn } from "../../fixtures/sandbox.ts";
import { operatorCalls, sampleCall } from "../../fixtures/sample-calls.ts";
import { watchedWay, type Outcome } from "../../fixtures/watched-way.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
});
afterEach(() => backEnd.fresh());
afterAll(() => backEnd[Symbol.asyncDispose]());

const card = { type: "virtualSmartCard", id: "VSC-000002" };
const manager = { account: "vscmanager", password: "sandbox" };
const officer = { account: "officer", password: "sandbox" };
const administrator = { account: "admin", password: "sandbox" };

/**
 * Calls that are answered without the back end, or that need a state which the sample arguments do
 * not create.
 */
const silent = /^(wizard\.(next|back|keep|close)|bulk\.(cancel|resume|retry|close)|offline\.(?!take)|cards\.check)/;

test.each<Outcome>(["answered", "lost", "refused"])(
  "no request of an operator goes on in the name of the next one (%s after the log-in)",
  async (outcome) => {
    await enable(backEnd.url, reactivate, deactivate);
    await using way = await watchedWay(backEnd.url);
    await using it = startCore(way.url);
    const reached: string[] = [];
    for (const place of operatorCalls) {
      await value(it.client.session.logIn(officer));
      const trace = newTrace();
      const held = way.hold((each) => each.trace === trace);
      const called = it.call(sampleCall(place, trace));
      const sends = await Promise.race([held.then(() => true), called.then(() => false)]);
      await value(it.client.session.logOut());
      await value(it.client.session.logIn(administrator));
      way.end(outcome);
      const answer = resultSchema(z.unknown()).parse(await called);
      expect([place, sends && answer.ok]).toEqual([place, false]);
      // A retry uses the token of the first attempt.
      const tokens = way.sent.filter((each) => each.trace === trace).map(({ authorization }) => authorization);
      expect([place, new Set(tokens).size <= 1]).toEqual([place, true]);
      expect([place, await value(it.client.wizard.state())]).toEqual([place, { kind: "closed" }]);
      await value(it.client.session.logOut());
      if (sends) reached.push(place);
    }
    expect(reached).toEqual(operatorCalls.filter((place) => !silent.test(place)));
  },
);

/** Leaves the manager back online with an entry queued offline, before the renewed log-in. */
async function withEntry(it: CoreUnderTest): Promise<void> {
  await value(it.client.session.logIn(manager));
  await value(it.client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
  await backEnd.stop();
  await eventually("offline", async () => (await value(it.client.offline.state())).working);
  const { version } = (await value(it.client.objects.open(card))).object;
  const subject = { processName: "R", object: card, label: "VSC-000002", about: null, version };
  await value(it.client.wizard.start({ process: reactivate, ...subject }));
  await value(it.next());
  await value(it.client.wizard.close());
  await backEnd.start();
  await eventually("log in again", async () => (await value(it.client.session.state())).kind === "expired");
}

test.each<Outcome>(["answered", "lost", "refused"])(
  "a sync that the log-out interrupts sends nothing in the name of the next operator, and reports nothing (%s)",
  async (outcome) => {
    await enable(backEnd.url, reactivate, deactivate);
    await using way = await watchedWay(backEnd.url);
    await using it = startCore(way.url);
    await withEntry(it);
    const held = way.hold(({ path }) => path.startsWith("/v1/offline/devices/"));
    await value(it.client.session.logIn(manager));
    await held;
    const from = way.sent.findLastIndex(({ path }) => path.startsWith("/v1/offline/devices/"));
    const told: SyncState[] = [];
    const stop = it.client.offline.onChanged(({ sync }) => void told.push(sync));
    await value(it.client.session.logOut());
    await value(it.client.session.logIn(administrator));
    const before = told.length;
    way.end(outcome);
    await eventually("the run ended", () => told.length > before);
    await value(it.client.session.logOut());
    stop();
    await value(it.client.session.logIn(manager));
    await eventually("synced", async () => (await value(it.client.offline.state())).counts.waiting === 0);
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(["idle"]));
    const tokens = way.sent.slice(from).filter(({ path }) => path.startsWith("/v1/offline/"));
    // Those of the manager's last two sessions.
    expect(new Set(tokens.map(({ authorization }) => authorization)).size).toBe(2);
  },
);

test("a failed download is shown only to its operator, until they log out", async () => {
  await using it = startCore(backEnd.url);
  const workingSet = async () => (await value(it.client.offline.state())).workingSet;
  await value(it.client.session.logIn(manager));
  const take = { configuration: "noSuchConfiguration", q: "", state: null, hours: 1 };
  const refused = await it.client.offline.take(take);
  const failed = { kind: "failed", error: refused.ok ? null : refused.error };
  expect(await workingSet()).toEqual(failed);
  it.lockSession();
  expect(await workingSet()).toEqual({ kind: "none" });
  await value(it.client.session.logIn(manager));
  expect(await workingSet()).toEqual(failed);
  it.lockSession();
  const told: WorkingSetState[] = [];
  it.client.offline.onChanged((state) => void told.push(state.workingSet));
  await value(it.client.session.logIn(officer));
  expect(await workingSet()).toEqual({ kind: "none" });
  await value(it.client.session.logOut());
  await value(it.client.session.logIn(manager));
  expect(await workingSet()).toEqual({ kind: "none" });
  expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(["none"]));
});

test("Start again overtaken by a log-out starts nothing, neither then nor at the next log-in", async () => {
  await enable(backEnd.url, reactivate, deactivate);
  await using way = await watchedWay(backEnd.url);
  await using it = startCore(way.url);
  await withEntry(it);
  const other = await logIn(backEnd.url, "officer");
  await runProcess(other, reactivate, card);
  await value(it.client.session.logIn(manager));
  await eventually("conflict", async () => (await value(it.client.offline.state())).counts.attention === 1);
  const [entry] = (await value(it.client.offline.queue({ before: null }))).entries;
  const held = way.hold(({ path }) => path.endsWith(card.id));
  const again = it.client.offline.startAgain({ device: entry?.device ?? "", seq: entry?.seq ?? 0 });
  await held;
  await value(it.client.session.logOut());
  const told = it.wizards.length;
  way.end("answered");
  expect(await again).toMatchObject({ ok: false, error: { code: "not-authenticated" } });
  await value(it.client.session.logIn(manager));
  expect(new Set(it.wizards.slice(told).map(({ kind }) => kind))).toEqual(new Set(["closed"]));
  expect(await value(it.client.wizard.state())).toEqual({ kind: "closed" });
});
