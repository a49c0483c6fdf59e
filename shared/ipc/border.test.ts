import { expect, test } from "vitest";
import { fail, ok, operatorError } from "../errors.ts";
import { createClient } from "./client.ts";
import type { EventMessage, Transport } from "./messages.ts";
import { emitter, serve } from "./serve.ts";
import type { Handlers } from "./types.ts";

/**
 * Parses JSON of another version of the program; the result is untyped, so that a test can pass it
 * as any type.
 */
const foreign = JSON.parse;

/** Takes only the handlers that a test needs as all of them. */
function partial(handlers: object): Handlers {
  return Object.assign(foreign("{}"), handlers);
}

interface Reported {
  readonly place: string;
  readonly fault: unknown;
}

/** Connects a page and a core that has only the given handlers. */
function border(handlers: object = {}) {
  const sent: EventMessage[] = [];
  const reported: Reported[] = [];
  const calls: unknown[] = [];
  const listeners = new Set<(message: unknown) => void>();
  const report = (place: string, fault: unknown): void => void reported.push({ place, fault });
  const deliver = (message: unknown): void => {
    for (const listener of listeners) listener(message);
  };
  const emit = emitter((message) => {
    sent.push(message);
    deliver(message);
  }, report);
  const answer = serve(partial(handlers), report);
  const transport: Transport = {
    call(message) {
      calls.push(message);
      return answer(message);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
  return { client: createClient(transport), emit, deliver, sent, reported, calls };
}

test("an event of the right shape reaches the page", () => {
  const { client, emit, reported } = border();
  const heard: unknown[] = [];
  client.session.onChanged((state) => heard.push(state));
  emit("session", "changed", { kind: "none" });
  expect(heard).toEqual([{ kind: "none" }]);
  expect(reported).toEqual([]);
});

test("an event of a wrong shape does not leave the core, and the log names its place but not its content", () => {
  const { emit, sent, reported } = border();
  emit("session", "changed", foreign('{"kind":"active","operator":"Anna Berg"}'));
  expect(sent).toEqual([]);
  expect(reported).toMatchObject([{ place: "session.changed" }]);
  expect(JSON.stringify(reported)).not.toContain("Anna");
});

test("a field of an event that the contract does not know stays in the core", () => {
  const { emit, sent } = border();
  emit("session", "changed", foreign('{"kind":"none","token":"secret"}'));
  expect(sent).toEqual([{ area: "session", name: "changed", payload: { kind: "none" } }]);
});

test.each([
  ["of a wrong shape", { area: "session", name: "changed", payload: { kind: "gone" } }, "session.changed"],
  ["that the page does not know", { area: "session", name: "vanished", payload: null }, "session.vanished"],
  ["that is no event message", { kind: 7 }, "unknown"],
])("an event %s reaches no listener, and the page reports it to the core", (_what, message, place) => {
  const { client, deliver, calls } = border();
  const heard: unknown[] = [];
  client.session.onChanged((state) => heard.push(state));
  deliver(message);
  expect(heard).toEqual([]);
  expect(calls).toEqual([{ area: "app", name: "eventDropped", args: { place } }]);
});

test("a removed listener gets no more events", () => {
  const { client, emit } = border();
  const heard: unknown[] = [];
  const stop = client.session.onChanged((state) => heard.push(state));
  stop();
  emit("session", "changed", { kind: "none" });
  expect(heard).toEqual([]);
});

const state = (session: () => unknown): object => ({ session: { state: session } });

test("a result of the right shape reaches the page without fields that the contract does not know", async () => {
  const { client } = border(state(async () => ok({ kind: "none", token: "secret" })));
  expect(await client.session.state()).toEqual(ok({ kind: "none" }));
});

test.each([
  ["a value of a wrong shape", async () => ok({ kind: "gone", name: "Anna Berg" })],
  ["an error of an unknown code", async () => fail(foreign('{"code":"moon","params":{},"details":"Anna Berg"}'))],
  ["no result at all", async () => undefined],
])(
  "a handler that answers %s causes an error, and the log names its place but not the content",
  async (_what, handler) => {
    const { client, reported } = border(state(handler));
    expect(await client.session.state()).toMatchObject({ ok: false, error: { code: "client-fault" } });
    expect(reported).toMatchObject([{ place: "session.state" }]);
    expect(JSON.stringify(reported)).not.toContain("Anna");
  },
);

test("an operator error reaches the page unchanged", async () => {
  const error = operatorError("account-locked", { seconds: 300 }, "HTTP 403");
  const { client, reported } = border(state(async () => fail(error)));
  expect(await client.session.state()).toEqual(fail(error));
  expect(reported).toEqual([]);
});

test("an exception of a handler goes to the log and not to the page", async () => {
  const fault = new Error("password hunter2");
  const { client, reported } = border(
    state(async () => {
      throw fault;
    }),
  );
  const answer = await client.session.state();
  expect(answer).toMatchObject({ ok: false, error: { code: "client-fault", details: "session.state" } });
  expect(reported).toEqual([{ place: "session.state", fault }]);
});

test.each([
  ["of no area", "nowhere", "state"],
  ["of no name", "session", "nothing"],
  ["of an event", "session", "changed"],
  ["of a property that every object has", "session", "constructor"],
  ["of an area that every object has", "__proto__", "toString"],
])("a call %s is refused", async (_what, area, name) => {
  const answer = await serve(partial({ session: {} }), () => undefined)({ area, name, args: null });
  expect(answer).toMatchObject({ ok: false, error: { code: "bad-call" } });
});

test.each([
  ["approve", "", true],
  ["reject", "Not this card.", true],
  ["reject", "  ", false],
])("the decision %s with the reason '%s' is accepted: %s", async (decision, reason, accepted) => {
  const decided: unknown[] = [];
  const decide = async (args: unknown) => {
    decided.push(args);
    return fail(operatorError("not-found"));
  };
  const answer = serve(partial({ tasks: { decide } }), () => undefined);
  const result = await answer({ area: "tasks", name: "decide", args: { id: "T-1", decision, reason } });
  expect(decided).toEqual(accepted ? [{ id: "T-1", decision, reason }] : []);
  expect(result).toMatchObject({ error: { code: accepted ? "not-found" : "bad-call" } });
});
