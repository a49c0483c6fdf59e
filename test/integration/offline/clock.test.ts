import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { openOffline, type Offline } from "../../../electron/core/workplace/offline.ts";
import type { Clock } from "../../../electron/core/clock.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { reactivate } from "../../fixtures/field-device.ts";
import { call, logIn } from "../../fixtures/sandbox.ts";
import { testTiming } from "../../fixtures/timing.ts";

const second = 1000;
const hour = 3600 * second;
const day = 24 * hour;
const manager = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };

// A back end is stopped and started, keys are derived from passwords: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
});
beforeEach(async () => {
  backEnd.ahead = 0;
  await call(backEnd.url, "POST", "/sandbox/reset");
  await enable(backEnd.url, reactivate);
});
afterAll(() => backEnd[Symbol.asyncDispose]());

/** The clocks of a machine that a test sets, suspends and restarts; time passes at the back end too. */
class Machine implements Clock {
  wall = Date.now();
  up = 5 * hour;
  now = () => this.wall;
  uptime = () => this.up;

  pass(milliseconds: number): void {
    this.wall += milliseconds;
    this.up += milliseconds;
    backEnd.ahead += milliseconds;
  }

  restart(milliseconds: number): void {
    this.pass(milliseconds);
    this.up = milliseconds;
  }
}

interface Field {
  readonly machine: Machine;
  offline: Offline;
  /** Ends the program and starts it again. */
  readonly restart: () => Promise<void>;
  /** The same, with the operator logged in. */
  readonly again: () => Promise<void>;
  /** What becomes of a decision: `queued`, or the error's code. */
  readonly decide: () => Promise<string>;
  /** What becomes of what is queued when the back end is there again. */
  readonly sync: () => Promise<string[]>;
}

/** A working set for two hours, taken at the back end's present time, and no connection any more. */
async function inTheField(): Promise<Field> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-clock-"));
  const machine = new Machine();
  let connected = true;
  const { token } = await logIn(backEnd.url, "vscmanager");
  const gateway = httpGateway({
    url: backEnd.url,
    caFile: null,
    language: () => "en",
    token: () => token,
    timing: testTiming,
    outcome() {},
  });
  const credentials = { account: "vscmanager", password: "sandbox" };
  const ignored = (): void => undefined;
  const open = () =>
    openOffline({
      gateway,
      vault: keyFile(directory, unprotected),
      directory,
      disconnected: () => !connected,
      session: () => ({ operator: manager, token: true }),
      stateChanged: ignored,
      entriesChanged: ignored,
      wizardChanged: ignored,
      touched: ignored,
      failed: ignored,
      timing: testTiming,
      clock: machine,
      random: () => 0,
    });
  const ids = ["VSC-000002"];
  const field: Field = {
    machine,
    offline: await open(),
    async restart() {
      await field.offline.stop();
      field.offline = await open();
    },
    async again() {
      await field.restart();
      await field.offline.loggedIn(credentials);
    },
    async decide() {
      const { wizard } = field.offline;
      const id = ids.shift() ?? "";
      const object = { type: "virtualSmartCard", id };
      const view = await field.offline.open(object);
      if (!view.ok) return view.error.code;
      const { version } = view.value.object;
      await wizard.start({ process: reactivate, processName: "", object, label: id, version });
      await wizard.next({});
      const state = wizard.state();
      wizard.close();
      return state.kind === "failed" ? state.error.code : state.kind;
    },
    async sync() {
      connected = true;
      field.offline.changed();
      await eventually("synced", () => field.offline.state().counts.waiting === 0);
      return field.offline.page(null).entries.map(({ state }) => state.kind);
    },
  };
  await field.offline.loggedIn(credentials);
  const taken = await field.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 2 });
  expect(taken).toMatchObject({ ok: true });
  connected = false;
  const found = await field.offline.search({ configuration: "virtualSmartCard", q: "", state: null, cursor: null });
  const others = found.ok ? (found.value?.items ?? []).map(({ ref }) => ref.id).filter((id) => !ids.includes(id)) : [];
  ids.push(...others);
  onTestFinished(async () => {
    await field.offline.stop();
    rmSync(directory, { recursive: true, force: true });
  });
  return field;
}

test.each([
  { what: "set back a day", change: (machine: Machine) => void (machine.wall -= day) },
  { what: "set forward a day", change: (machine: Machine) => void (machine.wall += day) },
  { what: "set forward an hour, as for summer time", change: (machine: Machine) => void (machine.wall += hour) },
])("a clock $what: nothing is refused within the grant, nothing is taken after it", async ({ change }) => {
  const { machine, decide, sync, again } = await inTheField();
  change(machine);
  expect(await decide()).toBe("queued");
  machine.pass(hour);
  await again();
  expect(await decide()).toBe("queued");
  machine.pass(hour + second);
  expect(await decide()).toBe("grant-expired");
  // The grant has ended at the back end too: what is synced now is too late.
  expect(await sync()).toEqual(["expired", "expired"]);
});

test("suspended for less than the grant lasts: still good, and applied; for longer: ended", async () => {
  const { machine, decide, sync } = await inTheField();
  machine.pass(2 * hour - 10 * second);
  expect(await decide()).toBe("queued");
  expect(await sync()).toEqual(["applied"]);
  machine.pass(10 * second);
  expect(await decide()).toBe("not-in-working-set");
});

test("the machine restarted: time goes on; set back beyond the last decision it does not go back", async () => {
  const { machine, decide, sync, again } = await inTheField();
  machine.pass(hour);
  expect(await decide()).toBe("queued");
  machine.restart(10 * second);
  machine.wall -= day;
  await again();
  expect(await decide()).toBe("queued");
  expect(await sync()).toEqual(["applied", "applied"]);
});

test("five wrong passwords wait for five minutes, whatever the clock is set to, also after a restart; then the right one opens", async () => {
  const field = await inTheField();
  const { machine } = field;
  const unlock = (password: string) => field.offline.unlock({ account: "vscmanager", password });
  await field.offline.lock();
  for (let n = 1; n <= 5; n += 1) expect(await unlock("guess")).toMatchObject({ error: { code: "wrong-credentials" } });
  machine.wall += day;
  expect(await unlock("sandbox")).toMatchObject({ error: { code: "unlock-wait", params: { seconds: 300 } } });
  await field.restart();
  machine.pass(299 * second);
  expect(await unlock("sandbox")).toMatchObject({ error: { code: "unlock-wait", params: { seconds: 1 } } });
  expect(field.offline.working()).toBe(false);
  machine.pass(second);
  expect(await unlock("sandbox")).toMatchObject({ ok: true, value: { account: "vscmanager" } });
  expect(field.offline.working()).toBe(true);
});

test("the machine restarted with the clock beyond the grant: ended", async () => {
  const { machine, decide, again } = await inTheField();
  machine.restart(3 * hour);
  await again();
  expect(await decide()).toBe("grant-expired");
});
