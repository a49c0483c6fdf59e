import { expect, test } from "vitest";
import { ok, fail, operatorError } from "#shared/errors.ts";
import type { AppInfo } from "#shared/ipc/app.ts";
import type { EventMessage } from "#shared/ipc/messages.ts";
import { recordingSchema, type Recording } from "#shared/ipc/recording.ts";
import { createReplay } from "./replay.ts";

const window = "0123456789abcdef";
const another = "fedcba9876543210";
const trace = "0123456789abcdef0123456789abcdef";
const info: AppInfo = {
  version: "1",
  shell: "browser",
  idm: { url: "http://127.0.0.1:1", sandbox: true },
  systemLanguage: "en",
};
const ref = { type: "virtualSmartCard", id: "VSC-000007" };
const view = (state: string) => ({
  object: { ref, label: ref.id, state, version: 1, about: null, fields: [], related: [], certificates: [] },
  processes: [],
});

/**
 * Makes a recording of these items, a second apart; each is of `window` unless it says otherwise.
 */
function recorded(...items: object[]): Recording {
  const made = items.map((item, index) => ({ at: index * 1_000, window, trace, label: null, ...item }));
  return recordingSchema.parse({ format: 1, startedAt: "2026-01-02T03:04:05Z", states: {}, routes: {}, items: made });
}
const press = { kind: "press", press: { kind: "click", target: "main:nth-child(1)" } };
const called = (id: number, place: string, args: unknown = null) => ({ kind: "call", id, place, args });
const answered = (id: number, result: unknown) => ({ kind: "answer", id, result });
const told = (place: string, payload: unknown) => ({ kind: "event", place, payload });

function playing(recording: Recording) {
  const events: EventMessage[] = [];
  const replay = createReplay(recording, info, (message) => void setImmediate(() => events.push(message)));
  const ask = (place: string, args: unknown = null): Promise<unknown> => {
    const [area, name] = place.split(".");
    return replay.answer({ area, name, args });
  };
  return { ...replay, ask, events };
}

/** Returns the answer of a call, or "waits" if there is none yet. */
const soon = (answer: Promise<unknown>): Promise<unknown> =>
  Promise.race([answer, new Promise((resolve) => void setImmediate(resolve, "waits"))]);

test("a call gets its recorded answer when the replay has reached it", async () => {
  const { ask, forward } = playing(recorded(press, called(1, "objects.open", ref), answered(1, ok(view("active")))));
  await forward(1);
  const answer = ask("objects.open", ref);
  expect(await soon(answer)).toBe("waits");
  await forward(3);
  expect(await answer).toEqual(ok(view("active")));
});

test("the same call after a later press gets the answer recorded after that press", async () => {
  const { ask, forward } = playing(
    recorded(
      press,
      called(1, "objects.open", ref),
      answered(1, ok(view("inactive"))),
      press,
      called(2, "objects.open", ref),
      answered(2, fail(operatorError("version-conflict"))),
    ),
  );
  await forward(3);
  expect(await ask("objects.open", ref)).toEqual(ok(view("inactive")));
  await forward(4);
  const second = ask("objects.open", ref);
  expect(await soon(second)).toBe("waits");
  await forward(6);
  expect(await second).toEqual(fail(operatorError("version-conflict")));
  expect(await ask("objects.open", ref)).toEqual(fail(operatorError("version-conflict")));
});

test("a repeated call gets the last recorded answer that the replay has reached", async () => {
  const { ask, forward } = playing(
    recorded(
      called(1, "objects.open", ref),
      answered(1, ok(view("registered"))),
      called(2, "objects.open", ref),
      answered(2, ok(view("active"))),
      press,
      called(3, "objects.open", ref),
      answered(3, ok(view("locked"))),
    ),
  );
  await forward(4);
  expect(await ask("objects.open", ref)).toEqual(ok(view("active")));
});

test("a call whose arguments the recording omits is matched by its place and time", async () => {
  const credentials = { account: "vera", password: "secret" };
  const refused = fail(operatorError("wrong-credentials"));
  const { ask, forward } = playing(recorded(press, called(1, "session.logIn", { omitted: 9 }), answered(1, refused)));
  await forward(3);
  expect(await ask("session.logIn", credentials)).toEqual(refused);
});

test("a recorded search answers the same query of any asker, and no other query", async () => {
  const page = { items: [], total: { value: 0, relation: "eq" }, next: null };
  const args = { configuration: "cards", q: "7", state: null, sort: null, cursor: null, asker: "one" };
  const { ask, forward } = playing(recorded(called(1, "search.run", args), answered(1, ok(page))));
  await forward(2);
  expect(await ask("search.run", { ...args, asker: "two" })).toEqual(ok(page));
  expect(await ask("search.run", { ...args, q: "8" })).toMatchObject({ error: { code: "not-recorded" } });
});

test("a call without a recorded answer waits until the replay stops", async () => {
  const { ask, forward, stop } = playing(recorded(press, called(1, "objects.open", ref), told("tasks.changed", null)));
  await forward(1);
  const answer = ask("objects.open", ref);
  await forward(3);
  expect(await soon(answer)).toBe("waits");
  stop();
  expect(await answer).toMatchObject({ error: { code: "core-lost" } });
});

test("a call that only another window made is reported as not recorded", async () => {
  const { ask, forward } = playing(
    recorded(
      press,
      press,
      press,
      { ...called(1, "objects.open", ref), window: another },
      answered(1, ok(view("active"))),
    ),
  );
  await forward(5);
  expect(await ask("objects.open", ref)).toMatchObject({ error: { code: "not-recorded" } });
});

test("a state is that of the recording's start, and changes with its events", async () => {
  const operator = { id: "OP-1", account: "vera", name: "Vera", roles: [] };
  const active = { kind: "active", operator, way: "password" };
  const { ask, forward, events } = playing(recorded(told("session.changed", active)));
  expect(await ask("session.state")).toEqual(ok({ kind: "none" }));
  await forward(1);
  expect(await ask("session.state")).toEqual(ok(active));
  expect(events).toEqual([{ area: "session", name: "changed", payload: active }]);
});

test("the objects of a bulk are those of the start or of the last answer, with every change since", async () => {
  const item = (n: number, kind: "waiting" | "running") => ({ n, ref, label: ref.id, about: null, state: { kind } });
  const asked = (id: number) => [called(id, "bulk.items"), answered(id, ok([item(0, "waiting"), item(1, "waiting")]))];
  const changed = told("bulk.itemsChanged", [item(1, "running")]);
  const of = async (answer: Promise<unknown>): Promise<unknown> => Object(await answer).value;
  const states = { "bulk.items": [item(0, "running"), item(1, "waiting")] };
  const begun = playing({ ...recorded(changed), states });
  expect(await of(begun.ask("bulk.items"))).toEqual(states["bulk.items"]);
  await begun.forward(1);
  expect(await of(begun.ask("bulk.items"))).toEqual([item(0, "running"), item(1, "running")]);

  const { ask, forward } = playing(
    recorded(press, ...asked(1), changed, press, told("bulk.changed", { kind: "none" }), press, ...asked(2)),
  );
  await forward(1);
  const early = ask("bulk.items");
  expect(await soon(early)).toBe("waits");
  await forward(4);
  expect(await of(early)).toEqual([item(0, "waiting"), item(1, "waiting")]);
  expect(await of(ask("bulk.items"))).toEqual([item(0, "waiting"), item(1, "running")]);
  await forward(6);
  expect(await of(ask("bulk.items"))).toEqual([]);
});

test("a state that does not fit its schema is ignored", async () => {
  const { ask, forward } = playing(recorded(told("session.changed", { kind: "root" }), told("cards.changed", 7)));
  await forward(2);
  expect(await ask("session.state")).toEqual(ok({ kind: "none" }));
  expect(await ask("cards.state")).toEqual(ok({ kind: "starting" }));
});

test("when the replay reaches a position, the page has received every event before it", async () => {
  const { forward, events } = playing(
    recorded(told("tasks.changed", null), answered(1, ok(null)), told("objects.allChanged", null)),
  );
  await forward(3);
  expect(events.map(({ area, name }) => `${area}.${name}`)).toEqual(["tasks.changed", "objects.allChanged"]);
});

test("a call that is not in the recording is reported as not recorded, except a sign of activity", async () => {
  const { ask } = playing(recorded(press));
  expect(await ask("wizard.next", { instance: "PI-1", values: {} })).toMatchObject({ error: { code: "not-recorded" } });
  expect(await ask("session.active")).toEqual(ok(null));
});

test("unknown places and invalid values of an edited recording do not reach the page", async () => {
  const { ask, forward, events } = playing(
    recorded(
      told("constructor.prototype", { evil: true }),
      told("objects.changed", { ref: { type: "<script>", id: "../../etc/passwd" } }),
      told("replay.changed", { kind: "off" }),
      called(1, "toString.constructor"),
      answered(1, ok("evil")),
      called(2, "objects.open", ref),
      answered(2, ok({ object: "<img src=x onerror=alert(1)>" })),
    ),
  );
  await forward(7);
  expect(events).toEqual([]);
  expect(await ask("toString.constructor")).toMatchObject({ error: { code: "not-recorded" } });
  expect(await ask("objects.open", ref)).toMatchObject({ error: { code: "not-recorded" } });
});
