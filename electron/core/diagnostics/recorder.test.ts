import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { z } from "zod";
import { ok } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import { bulkItemSchema } from "#shared/ipc/bulk.ts";
import { recordingSchema } from "#shared/ipc/recording.ts";
import type { Gateway } from "../idm/gateway.ts";
import { recordedCalls, recordedEvents, recordDeeds } from "./record-calls.ts";
import { recordedGateway } from "./record-gateway.ts";
import { createRecorder, type Recorder } from "./recorder.ts";

const window = "0123456789abcdef";
const recorderAt = (states: Record<string, unknown> = {}): Recorder => createRecorder(() => states);

const page = (n: number) => ({
  items: Array.from({ length: 1 }, (_, row) => ({
    ref: { type: "virtualSmartCard", id: `VSC-${String(n + row).padStart(6, "0")}` },
    label: `VSC-${String(n + row).padStart(6, "0")}`,
    state: "active",
    columns: { person: `Person${n} Name${row}`, department: "Purchase" },
  })),
  total: { value: 1, relation: "eq" as const },
  next: null,
});

const answering = (value: unknown): Gateway => ({
  address: "http://127.0.0.1",
  // Parsed by the schema of the call, so that the answer has the caller's type.
  ask: async (call) => ({ kind: "answer", value: call.answer.parse(value) }),
  tell: async () => ({ kind: "answer", value: null }),
  events: async () => ({ kind: "answer", value: (async function* () {})() }),
});

test("a recording stays within its bounds after ten thousand searches", async () => {
  const recorder = recorderAt();
  const around = recordedCalls(recorder);
  const args = { configuration: "virtualSmartCard", state: null, sort: null, cursor: null, asker: "" };
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 10_000; n += 1) {
    const gateway = recordedGateway(recorder, answering(page(n)));
    await around({ place: "search.run", args: { ...args, q: `q${n}` }, trace: undefined, window }, async () => {
      const answer = await gateway.ask(idmApi.search, { params: { id: "virtualSmartCard" }, query: { q: `q${n}` } });
      return ok(answer.kind === "answer" ? answer.value : null);
    });
    if (n % 50 === 0) await setImmediate();
  }
  const recording = recorder.recording();
  expect(recording.items.length).toBeLessThanOrEqual(2_500);
  expect(JSON.stringify(recording).length).toBeLessThan(8_000_000);
  expect(recordingSchema.safeParse(recording).success).toBe(true);
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(200_000_000);
});

test("events and routes that drop out of a recording become its start state", () => {
  const recorder = recorderAt({ "session.state": { kind: "none" }, "app.connection": { kind: "connecting" } });
  const emit = recordedEvents(recorder, () => undefined);
  recordDeeds(recorder, window, [{ kind: "route", ago: 0, route: { screen: "bulk" } }]);
  emit("app", "connectionChanged", { kind: "online", product: "Sandbox" });
  expect(recorder.recording()).toMatchObject({ states: { "app.connection": { kind: "connecting" } }, routes: {} });
  for (let n = 0; n < 2_000; n += 1) emit("tasks", "changed", null);
  const { states, routes, items } = recorder.recording();
  expect(items).toHaveLength(2_000);
  expect(states).toEqual({
    "session.state": { kind: "none" },
    "app.connection": { kind: "online", product: "Sandbox" },
  });
  expect(routes).toEqual({ [window]: { screen: "bulk" } });
});

test("the start state of a recording has all objects of a bulk after the events of the bulk drop out", () => {
  const ref = { type: "virtualSmartCard", id: "VSC-000001" };
  const item = (n: number, kind: "waiting" | "running") => ({ n, ref, label: ref.id, about: null, state: { kind } });
  const recorder = recorderAt({ "bulk.items": [0, 1, 2].map((n) => item(n, "waiting")) });
  const emit = recordedEvents(recorder, () => undefined);
  const kinds = (): unknown[] => {
    for (let n = 0; n < 2_000; n += 1) emit("tasks", "changed", null);
    return z
      .array(bulkItemSchema)
      .parse(recorder.recording().states["bulk.items"])
      .map(({ state }) => state.kind);
  };
  emit("bulk", "itemsChanged", [item(1, "running")]);
  expect(kinds()).toEqual(["waiting", "running", "waiting"]);
  const many = Array.from({ length: 2_000 }, (_, n) => item(n, "running"));
  for (let n = 0; n < many.length; n += 100) emit("bulk", "itemsChanged", many.slice(n, n + 100));
  for (let n = 0; n < 2_000; n += 1) emit("tasks", "changed", null);
  expect(recorder.recording().states["bulk.items"]).toEqual({ omitted: 65_536 });
  emit("bulk", "changed", { kind: "none" });
  expect(kinds()).toEqual([]);
});

test("a recording drops the routes of windows that are long gone, and keeps that of a window in use", () => {
  const recorder = recorderAt();
  const windowOf = (n: number): string => n.toString(16).padStart(16, "0");
  const route = (n: number, screen: string): void =>
    recordDeeds(recorder, windowOf(n), [{ kind: "route", ago: 0, route: { screen } }]);
  for (let n = 0; n < 4_000; n += 1) {
    route(n, "search");
    // The first window is in use all the time.
    if (n % 10 === 0) route(0, `search${n}`);
  }
  const { routes } = recorder.recording();
  expect(Object.keys(routes).length).toBeLessThanOrEqual(50);
  expect(routes).toHaveProperty(windowOf(0));
});

test("a value that is too long is marked as omitted, and large values displace older items", () => {
  const recorder = recorderAt();
  const emit = recordedEvents(recorder, () => undefined);
  const entry = { ref: { type: "user", id: "USR-000001" }, label: "x".repeat(500), about: null };
  const items = (count: number) =>
    Array.from({ length: count }, (_, n) => ({ ...entry, n, state: { kind: "waiting" as const } }));
  emit("bulk", "itemsChanged", items(1_000));
  expect(recorder.recording().items).toMatchObject([{ kind: "event", payload: { omitted: 65_536 } }]);
  for (let n = 0; n < 200; n += 1) emit("bulk", "itemsChanged", items(100));
  const recording = recorder.recording();
  expect(recording.items.length).toBeLessThan(100);
  expect(JSON.stringify(recording).length).toBeLessThan(4_000_000);
});

test("a recorded item is made after the current work, so that no caller waits for its stand-ins", async () => {
  const states = { read: 0 };
  const recorder = createRecorder(() => ({ "session.state": { kind: "none", ...((states.read += 1), {}) } }));
  recordedEvents(recorder, () => undefined)("tasks", "changed", null);
  expect(states.read).toBe(0);
  await setImmediate();
  await setImmediate();
  expect(states.read).toBe(1);
});
