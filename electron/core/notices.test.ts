import { describe, expect, test } from "vitest";
import type { Reason } from "#shared/domain/offer.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { Operator } from "#shared/idm/session.ts";
import type { Task } from "#shared/idm/task.ts";
import type { CardReader } from "#shared/ipc/cards.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import { createNotices } from "./notices.ts";
import type { Notice } from "./ports.ts";

const ref = { type: "virtualSmartCard", id: "VSC-000002" };
const noon = Date.parse("2026-06-01T12:00:00.000Z");
const approver: Operator = { id: "OP-4", name: "Aprilia Provera", account: "approver", roles: ["approver"] };

const task = (id: string, ...obstacles: Reason[]): Task => ({
  id,
  process: "UsersProcDeactivate",
  processName: "Deactivate user",
  object: ref,
  label: "Lena Lindqvist",
  about: null,
  irreversible: false,
  action: "",
  requester: "Hedvig Pesk",
  requestedAt: "2026-06-01T11:00:00.000Z",
  entered: [],
  asked: { version: 1, state: "active", changes: [] },
  now: null,
  obstacles,
  postponed: null,
});

/** An object whose certificates end at these times. */
const ending = (...ends: string[]): IdmObject => ({
  ref,
  label: "VSC-000002",
  state: "active",
  version: 1,
  about: null,
  fields: [],
  related: [],
  certificates: ends.map((validTo) => ({
    serial: "01",
    purpose: "authentication",
    subject: "Lena Lindqvist",
    validFrom: "2025-06-01T12:00:00.000Z",
    validTo,
    stateInIdm: "valid",
    heldBy: null,
    stateInCa: { status: "valid", reason: null, asOf: "2026-06-01T12:00:00.000Z" },
  })),
});

interface Given {
  readonly readTasks?: () => Promise<readonly Task[] | null>;
  readonly object?: IdmObject | null;
  readonly operator?: Operator | null;
  readonly isWanted?: boolean;
}

/** A test may change `given` after the call. */
function noticed(given: Given) {
  const { readTasks = async () => [], operator = approver } = given;
  const told: Notice[] = [];
  const now = { operator };
  const notices = createNotices({
    readTasks,
    readObject: async () => given.object ?? null,
    clock: { now: () => noon, uptime: () => 0 },
    notify: () => (given.isWanted !== false ? (notice) => void told.push(notice) : null),
    operator: () => now.operator,
  });
  return { notices, told, now };
}

describe("a task", () => {
  test("causes a notice that leads to it if the operator can decide it", async () => {
    const { notices, told } = noticed({ readTasks: async () => [task("T-1"), task("T-2")] });
    await notices.taskOpened("T-2");
    expect(told).toEqual([{ kind: "task", count: 1, place: { kind: "task", id: "T-2" } }]);
  });

  test("causes no notice if it is the operator's own request, is gone again, or needs another role", async () => {
    const own = noticed({ readTasks: async () => [task("T-1", { code: "own-request", detail: "" })] });
    await own.notices.taskOpened("T-1");
    await own.notices.taskOpened("T-9");
    let isRead = false;
    const manager = noticed({
      operator: { ...approver, roles: ["virtualSmartCardManager"] },
      async readTasks() {
        isRead = true;
        return [task("T-1")];
      },
    });
    await manager.notices.taskOpened("T-1");
    expect([...own.told, ...manager.told]).toEqual([]);
    expect(isRead).toBe(false);
  });

  test("that opens while the list is read is in the next notice, and several tasks share one notice", async () => {
    const readings = [Promise.withResolvers<Task[]>(), Promise.withResolvers<Task[]>()];
    let read = 0;
    const { notices, told } = noticed({ readTasks: async () => readings[read++]?.promise ?? [] });
    const all = notices.taskOpened("T-1");
    await notices.taskOpened("T-2");
    await notices.taskOpened("T-3");
    readings[0]?.resolve([task("T-1"), task("T-2")]);
    readings[1]?.resolve([task("T-1"), task("T-2"), task("T-3")]);
    await all;
    expect(told).toEqual([
      { kind: "task", count: 1, place: { kind: "task", id: "T-1" } },
      { kind: "task", count: 2, place: { kind: "tasks" } },
    ]);
  });
});

test("a task whose list could not be read is in the notice after the next successful read", async () => {
  const answers = [null, [task("T-1"), task("T-2")]];
  const { notices, told } = noticed({ readTasks: async () => answers.shift() ?? null });
  await notices.taskOpened("T-1");
  expect(told).toEqual([]);
  await notices.taskOpened("T-2");
  expect(told).toEqual([{ kind: "task", count: 2, place: { kind: "tasks" } }]);
});

test("the next operator gets no notice of a task that was opened before", async () => {
  const answers = [null, [task("T-1"), task("T-2")]];
  const { notices, told } = noticed({ readTasks: async () => answers.shift() ?? null });
  await notices.taskOpened("T-1");
  notices.forget();
  await notices.taskOpened("T-2");
  expect(told).toEqual([{ kind: "task", count: 1, place: { kind: "task", id: "T-2" } }]);
});

describe("a sync", () => {
  const state = (sync: OfflineState["sync"], waiting: number, attention: number) => ({
    sync,
    counts: { waiting, attention },
  });
  const idle = { kind: "idle" } as const;
  const syncing = (done: number) => ({ kind: "syncing", done, total: 3 }) as const;

  test("causes one notice, when every entry has an answer", () => {
    const { notices, told } = noticed({});
    for (const each of [state(idle, 3, 1), state(syncing(0), 3, 1), state(syncing(2), 1, 1), state(syncing(3), 0, 1)])
      notices.offlineChanged(each);
    expect(told).toEqual([]);
    notices.offlineChanged(state(idle, 0, 1));
    notices.offlineChanged(state(idle, 0, 1));
    expect(told).toEqual([{ kind: "synced", count: 3, place: { kind: "offline" } }]);
  });

  test("causes a conflict notice instead if entries were not carried out", () => {
    const { notices, told } = noticed({});
    for (const each of [state(syncing(0), 3, 1), state(syncing(3), 0, 3), state(idle, 0, 3)])
      notices.offlineChanged(each);
    expect(told).toEqual([{ kind: "conflict", count: 2, place: { kind: "offline" } }]);
  });

  test("causes no notice while entries wait, or if the session has ended meanwhile", () => {
    const failed = noticed({});
    failed.notices.offlineChanged(state(syncing(1), 2, 0));
    failed.notices.offlineChanged(state(idle, 2, 0));
    const ended = noticed({});
    ended.notices.offlineChanged(state(syncing(1), 2, 0));
    ended.now.operator = null;
    ended.notices.offlineChanged(state(idle, 0, 0));
    expect([...failed.told, ...ended.told]).toEqual([]);
  });
});

describe("a card", () => {
  const inserted: CardReader = {
    kind: "piv",
    reader: { name: "Reader", simulated: true },
    pin: { kind: "unknown" },
    identity: { kind: "found", ref },
  };

  test("causes one notice when it is inserted and a certificate on it ends within 30 days", async () => {
    const { notices, told } = noticed({ object: ending("2027-06-01T12:00:00.000Z", "2026-06-13T18:00:00.000Z") });
    await notices.cardChanged(inserted);
    await notices.cardChanged(inserted);
    expect(told).toEqual([{ kind: "card", count: 12, place: { kind: "object", ref } }]);
  });

  test("causes a notice for each operator, as soon as notifications are on and the object can be read", async () => {
    const given: { object: IdmObject | null; isWanted: boolean } = { object: null, isWanted: false };
    const { notices, told } = noticed(given);
    const notice = { kind: "card", count: 12, place: { kind: "object", ref } };
    given.object = ending("2026-06-13T18:00:00.000Z");
    await notices.cardChanged(inserted);
    given.isWanted = true;
    await notices.cardChanged(inserted);
    expect(told).toEqual([notice]);
    notices.forget();
    given.object = null;
    await notices.cardChanged(inserted);
    given.object = ending("2026-06-13T18:00:00.000Z");
    await notices.cardChanged(inserted);
    expect(told).toEqual([notice, notice]);
  });

  test.each([
    ["ends later", ending("2026-07-02T12:00:00.000Z")],
    ["has ended", ending("2026-06-01T11:00:00.000Z")],
    ["has no certificate", ending()],
    ["is not known", null],
  ])("causes no notice if it %s", async (_name, object) => {
    const { notices, told } = noticed({ object });
    await notices.cardChanged(inserted);
    expect(told).toEqual([]);
  });
});

test("if notifications are off, the core emits no notice and reads no tasks", async () => {
  let isRead = false;
  const { notices, told } = noticed({
    isWanted: false,
    async readTasks() {
      isRead = true;
      return [task("T-1")];
    },
  });
  await notices.taskOpened("T-1");
  expect([told, isRead]).toEqual([[], false]);
});
