import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { bulkItemSchema } from "#shared/ipc/bulk.ts";
import { recordingSchema, type RecordingItem } from "#shared/ipc/recording.ts";
import { bulkIs, candidates, deactivate, valueOf } from "../../fixtures/bulk.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { logIn, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";

const card = { type: "virtualSmartCard", id: "VSC-000002" };
const search = { configuration: card.type, q: "VSC-000002", state: null, cursor: null };

async function started(): Promise<{ sandbox: RunningSandbox; core: CoreUnderTest }> {
  const sandbox = await startSandbox();
  onTestFinished(() => sandbox[Symbol.asyncDispose]());
  const core = startCore(sandbox.url);
  onTestFinished(() => core[Symbol.asyncDispose]());
  return { sandbox, core };
}

const logInAt = (core: CoreUnderTest, account: string) =>
  value(core.client.session.logIn({ account, password: "sandbox" }));

const callsIn = (items: readonly RecordingItem[]): string[] =>
  items.flatMap((item) => (item.kind === "call" ? [item.place] : []));

/** Returns every word that could identify the object and its related objects. */
function wordsOf({ ref, label, about, fields, certificates, related }: IdmObject): string[] {
  const texts = [
    ref.id,
    label,
    about?.person,
    about?.department,
    ...fields.map((field) => field.value),
    ...certificates.flatMap(({ serial, subject }) => [serial, subject]),
    ...related.flatMap((other) => [other.ref.id, other.label]),
  ];
  return texts
    .flatMap((text) => (text ?? "").split(/[^\p{L}\p{N}]+/u))
    .filter((word) => word.length >= 4 && !/^(inactive|onHold|true|false|\d{4})$/.test(word));
}

test("a recording has calls, answers, exchanges and events, and no name, number, password or token", async () => {
  const { sandbox, core } = await started();
  await logInAt(core, "vscmanager");
  await value(core.client.search.run(search));
  await value(core.client.objects.open(card));
  await value(core.client.objects.history({ ref: card, cursor: null }));
  const recording = core.recorder.recording();
  expect(recordingSchema.parse(recording)).toEqual(recording);
  expect(callsIn(recording.items)).toEqual(["session.logIn", "search.run", "objects.open", "objects.history"]);
  const kinds = new Set(recording.items.map(({ kind }) => kind));
  expect([...kinds].toSorted()).toEqual(["answer", "bridge", "call", "event", "exchange"]);

  const api = await logIn(sandbox.url, "vscmanager");
  const text = JSON.stringify(recording).toLowerCase();
  const words = wordsOf(await api.ask(idmApi.object, { params: card }));
  expect(words.length).toBeGreaterThan(5);
  expect(words.filter((word) => text.includes(word.toLowerCase()))).toEqual([]);
  expect(text).not.toContain("vscmanager");
  // "password" may appear as the way of the log-in, but not as a field.
  expect(text).not.toContain('"password":');
  expect(text).not.toContain("token");
});

test("a card has the same stand-in everywhere in a recording", async () => {
  const { core } = await started();
  await logInAt(core, "vscmanager");
  await value(core.client.search.run(search));
  await value(core.client.objects.open(card));
  const { items } = core.recorder.recording();
  const opened = items.find((item) => item.kind === "call" && item.place === "objects.open");
  const exchanged = items.find((item) => item.kind === "exchange" && item.call === "GET /v1/objects/:type/:id");
  expect(exchanged).toMatchObject({ input: { params: opened?.kind === "call" ? opened.args : null } });
  const searched = items.find((item) => item.kind === "call" && item.place === "search.run");
  expect(opened).toMatchObject({ args: { id: expect.stringMatching(/^VSC-\d{6}$/) } });
  expect(searched).toMatchObject({ args: { q: opened?.kind === "call" ? Object(opened.args).id : null } });
});

test("the recording of an operator is dropped when another one logs in, including a late answer", async () => {
  const { sandbox, core } = await started();
  await logInAt(core, "vscmanager");
  await value(core.client.objects.open(card));
  await value(core.client.session.logOut());
  expect(callsIn(core.recorder.recording().items)).toContain("objects.open");
  await sandbox.fault("GET", "/v1/objects/*", { delayMs: 300 });
  await logInAt(core, "vscmanager");
  expect(callsIn(core.recorder.recording().items)).toContain("objects.open");
  const late = core.client.objects.open(card);
  await logInAt(core, "helpdesk");
  await late;
  const { items, states } = core.recorder.recording();
  expect(callsIn(items)).toEqual([]);
  expect(items.filter(({ kind }) => kind === "answer" || kind === "press")).toEqual([]);
  expect(JSON.stringify(items)).not.toContain("/v1/objects/");
  expect(states).toMatchObject({ "session.state": { kind: "active" } });
});

test("a recording that begins after a bulk contains the state and the objects of the bulk", async () => {
  const { sandbox, core } = await started();
  await enable(sandbox.url, deactivate);
  await logInAt(core, "officer");
  valueOf(await core.client.bulk.start(await candidates(core, deactivate, { count: 10 })));
  await bulkIs(core, "finished");
  await logInAt(core, "helpdesk");
  await logInAt(core, "officer");
  const { states } = core.recorder.recording();
  expect(states["bulk.state"]).toMatchObject({ kind: "finished", total: 10 });
  const items = z.array(bulkItemSchema).parse(states["bulk.items"]);
  expect(items.map(({ n, state }) => [n, state.kind])).toEqual(Array.from({ length: 10 }, (_, n) => [n, "done"]));
});

test("a press is recorded before the call that it led to, and without the text that was typed", async () => {
  const { core } = await started();
  const window = "0123456789abcdef";
  const trace = "0af7651916cd43dd8448eb211c80319c";
  const target = "main:nth-child(1) > input:nth-child(2)";
  const press = { kind: "type", target, value: "Anna Berg" } as const;
  await value(
    core.client.recording.pressed({
      window,
      deeds: [
        { kind: "route", ago: 0, route: { screen: "object", ref: card } },
        { kind: "press", ago: 0, trace, press, label: "Search" },
      ],
    }),
  );
  await core.call({ area: "session", name: "state", args: null, trace, window });
  const { items } = core.recorder.recording();
  const own = items.filter((item) => "window" in item && item.window === window);
  expect(own).toMatchObject([
    { kind: "route", route: { screen: "object", ref: { type: card.type } } },
    { kind: "press", trace, press: { kind: "type", target }, label: "Search" },
    { kind: "call", place: "session.state", trace },
  ]);
  expect(JSON.stringify(items)).not.toMatch(/Anna|Berg|000002/);
});
