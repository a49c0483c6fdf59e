import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { Machine } from "../../fixtures/machine.ts";
import { call } from "../../fixtures/sandbox.ts";

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;

// Restarting a back end and deriving keys from passwords takes time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
});
beforeEach(async () => {
  backEnd.ahead = 0;
  await backEnd.start();
  await call(backEnd.url, "POST", "/sandbox/reset");
  await enable(backEnd.url, reactivate);
});
afterAll(() => backEnd[Symbol.asyncDispose]());

/** A machine that can be restarted; `pass` also advances the back end's clock. */
class FieldMachine extends Machine {
  override pass(milliseconds: number): void {
    super.pass(milliseconds);
    backEnd.ahead += milliseconds;
  }

  restart(milliseconds: number): void {
    this.pass(milliseconds);
    this.up = milliseconds;
  }
}

interface Field {
  readonly directory: string;
  readonly machine: FieldMachine;
  readonly core: () => CoreUnderTest;
  /**
   * Stops the program and starts it again, with no operator logged in; `meanwhile` is called in
   * between.
   */
  readonly restart: (meanwhile?: () => void) => Promise<void>;
  /** The same, and logs the operator in offline. */
  readonly again: (meanwhile?: () => void) => Promise<void>;
  /** Logs in again, because the session locks while the clocks advance. */
  readonly awake: () => Promise<void>;
  /** Makes a decision. Returns `queued`, or the error's code. */
  readonly decide: () => Promise<string>;
  /**
   * Starts the back end, syncs, and stops the back end again. Returns the final state of every
   * entry.
   */
  readonly sync: () => Promise<string[]>;
}

const credentials = { account: "vscmanager", password: "sandbox" };

/** Takes a working set for two hours at the back end's current time, then stops the back end. */
async function inTheField(): Promise<Field> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-clock-"));
  const machine = new FieldMachine();
  let core = startCore(backEnd.url, directory, undefined, machine);
  onTestFinished(async () => {
    await core[Symbol.asyncDispose]();
    rmSync(directory, { recursive: true, force: true });
  });
  const works = (working: boolean): Promise<unknown> =>
    eventually(
      `working offline: ${working}`,
      async () => (await value(core.client.offline.state())).working === working,
    );
  await value(core.client.session.logIn(credentials));
  await value(core.client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 2 }));
  await backEnd.stop();
  await works(true);
  const everything = { configuration: "virtualSmartCard", q: "", state: null, cursor: null };
  const found = await value(core.client.search.run(everything));
  const ids = new Set(["VSC-000002", ...(found?.items ?? []).map(({ ref }) => ref.id)]).values();

  async function restart(meanwhile?: () => void): Promise<void> {
    await core[Symbol.asyncDispose]();
    meanwhile?.();
    core = startCore(backEnd.url, directory, undefined, machine);
  }

  async function awake(): Promise<void> {
    await core.client.session.lock();
    await value(core.client.session.logIn(credentials));
    await works(true);
  }

  return {
    directory,
    machine,
    awake,
    core: () => core,
    restart,
    async again(meanwhile) {
      await restart(meanwhile);
      await value(core.client.session.logIn(credentials));
      await works(true);
    },
    async decide() {
      await awake();
      const id = ids.next().value ?? "";
      const object = { type: "virtualSmartCard", id };
      const { version } = (await value(core.client.objects.open(object))).object;
      await value(core.client.wizard.start({ process: reactivate, processName: "", object, label: id, version }));
      await core.next();
      const state = await value(core.client.wizard.state());
      await value(core.client.wizard.close());
      return state.kind === "failed" ? state.error.code : state.kind;
    },
    async sync() {
      await backEnd.start();
      await works(false);
      await value(core.client.session.logIn(credentials));
      await eventually("synced", async () => (await value(core.client.offline.state())).counts.waiting === 0);
      const { entries } = await value(core.client.offline.queue({ before: null }));
      await backEnd.stop();
      await works(true);
      return entries.map(({ state }) => state.kind);
    },
  };
}

test.each([
  { what: "set back a day", change: (machine: Machine) => void (machine.wall -= day) },
  { what: "set forward a day", change: (machine: Machine) => void (machine.wall += day) },
  { what: "set forward an hour, as for summer time", change: (machine: Machine) => void (machine.wall += hour) },
])("a clock $what: decisions are accepted within the grant and refused after it", async ({ change }) => {
  const { machine, decide, sync, again } = await inTheField();
  change(machine);
  expect(await decide()).toBe("queued");
  machine.pass(hour);
  await again();
  expect(await decide()).toBe("queued");
  machine.pass(hour + second);
  expect(await decide()).toBe("grant-expired");
  // The grant has expired at the back end too, so the sync is too late.
  expect(await sync()).toEqual(["expired", "expired"]);
});

test("a decision after a suspension is applied within the grant and refused after its end", async () => {
  const { machine, decide, sync } = await inTheField();
  machine.pass(2 * hour - 10 * second);
  expect(await decide()).toBe("queued");
  expect(await sync()).toEqual(["applied"]);
  machine.pass(10 * second);
  expect(await decide()).toBe("grant-expired");
});

test("after a machine restart with the clock set back a day, decisions are accepted and applied", async () => {
  const { machine, decide, sync, again } = await inTheField();
  machine.pass(hour);
  expect(await decide()).toBe("queued");
  machine.restart(10 * second);
  machine.wall -= day;
  await again();
  expect(await decide()).toBe("queued");
  expect(await sync()).toEqual(["applied", "applied"]);
});

test("five wrong passwords block the log-in for five minutes, whatever the clock says, also after a restart", async () => {
  const field = await inTheField();
  const { machine } = field;
  const unlock = (password: string) => field.core().client.session.logIn({ account: "vscmanager", password });
  const working = async () => (await value(field.core().client.offline.state())).working;
  await value(field.core().client.session.lock());
  for (let n = 1; n <= 5; n += 1) expect(await unlock("guess")).toMatchObject({ error: { code: "wrong-credentials" } });
  machine.wall += day;
  expect(await unlock("sandbox")).toMatchObject({ error: { code: "unlock-wait", params: { seconds: 300 } } });
  await field.restart();
  machine.pass(299 * second);
  expect(await unlock("sandbox")).toMatchObject({ error: { code: "unlock-wait", params: { seconds: 1 } } });
  expect(await working()).toBe(false);
  machine.pass(second);
  expect(await unlock("sandbox")).toMatchObject({ ok: true, value: { account: "vscmanager" } });
  expect(await working()).toBe(true);
});

test("after a machine restart with the clock beyond the grant, decisions are refused", async () => {
  const { machine, decide, again } = await inTheField();
  machine.restart(2.5 * hour);
  await again();
  expect(await decide()).toBe("grant-expired");
});

const card = { type: "virtualSmartCard", id: "VSC-000002" };

/** Returns how many rows of working sets and of their objects are on disk. */
function onDisk({ directory }: Field): number[] {
  using db = new DatabaseSync(join(directory, "offline.db"), { readOnly: true });
  return ["working_set", "working_object"].map((table) =>
    Number(db.prepare(`SELECT count(*) AS rows FROM ${table}`).get()?.["rows"]),
  );
}

/** Checks that the working set is removed: no call and no password gives access to it. */
async function expectRemoved(field: Field): Promise<void> {
  const { client } = field.core();
  await eventually("removed", async () => (await value(client.offline.state())).workingSet.kind === "failed");
  expect(await value(client.offline.state())).toMatchObject({
    working: false,
    workingSet: { kind: "failed", error: { code: "grant-expired" } },
  });
  expect(onDisk(field)).toEqual([0, 0]);
  expect(await client.session.logIn(credentials)).toMatchObject({ ok: false });
}

test.each([
  ["goes on", 0],
  ["is set back a day", -day],
  ["is set forward a year", 365 * day],
])(
  "the working set is removed an hour after its grant ends, not ten seconds earlier, even if the clock %s",
  async (_, jump) => {
    const field = await inTheField();
    const { machine } = field;
    const { client } = field.core();
    machine.wall += jump;
    machine.pass(3 * hour - 10 * second);
    await field.awake();
    expect(await client.objects.open(card)).toMatchObject({ ok: true });
    machine.pass(10 * second);
    expect(await client.objects.open(card)).toMatchObject({ ok: false });
    await expectRemoved(field);
  },
);

test("a locked working set and one of a stopped program are removed too; its password opens nothing", async () => {
  const field = await inTheField();
  await value(field.core().client.session.lock());
  expect(onDisk(field)[0]).toBe(1);
  await field.restart(() => field.machine.pass(3 * hour));
  await expectRemoved(field);
});

test("a machine restarted with its clock set back does not make a grant longer", async () => {
  const field = await inTheField();
  const { machine } = field;
  machine.pass(2 * hour + 30 * 60 * second);
  expect(await field.decide()).toBe("grant-expired");
  await field.again(() => {
    machine.restart(10 * second);
    machine.wall -= day;
  });
  expect(await field.decide()).toBe("grant-expired");
  machine.pass(30 * 60 * second);
  await expectRemoved(field);
});
