import { randomBytes, randomInt } from "node:crypto";
import { once } from "node:events";
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import type { View } from "#shared/ipc/bundle.ts";
import { idmApi } from "#shared/idm/api.ts";
import { readBundle } from "../../../electron/core/diagnostics/bundle/read.ts";
import { contentOf, sandboxCardSchema } from "../../../electron/sandbox/virtual-card/content.ts";
import { pivCard } from "../../../electron/sandbox/virtual-card/piv-card.ts";
import { plugIn } from "../../../electron/sandbox/virtual-card/vpcd.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { encodingsOf } from "../../fixtures/encodings.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { freePort } from "../../fixtures/free-port.ts";
import { run, type Running } from "../../fixtures/process.ts";
import { logIn, startSandbox, type RunningSandbox } from "../../fixtures/sandbox.ts";
import { inflated } from "../../fixtures/zip.ts";
import { simulatedBridgeEntry } from "../bridge/harness.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

/*
 * Secrets of every kind pass through the real core, with the real sandbox and a simulated card. A
 * bundle created afterwards must contain none of them, in any encoding.
 */

const view: View = { window: { width: 1280, height: 800 }, screen: { width: 1920, height: 1080 }, scale: 1 };
const card = (number: number) => ({ type: "virtualSmartCard", id: `VSC-00000${number}` });
const deactivate = "VirtualSmartCardProcDeactivate";
const canary = "Żółw & Søn? kan 100% “läsa” det";

/** All secrets by kind. */
const planted = new Map<string, Set<string>>();
const count = (): number => [...planted.values()].reduce((sum, each) => sum + each.size, 0);
function plant(kind: string, secret: string): string {
  planted.set(kind, (planted.get(kind) ?? new Set()).add(secret));
  return secret;
}

const letters = (length: number): string =>
  Array.from({ length }, () => String.fromCharCode(97 + randomInt(26))).join("");
const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
/** Returns a unique random name, in letters of several alphabets. */
const person = (): string => `${capital(letters(6))} Ö${letters(7)} Ż${letters(5)}`;
const sentence = (): string => `${person()} said "${letters(9)}" – ${letters(8)}`;
const number = (): string => `VSC-${Array.from({ length: 14 }, () => randomInt(10)).join("")}`;
const some = <T>(length: number, make: () => T): T[] => Array.from({ length }, make);

let sandbox: RunningSandbox;
let back: Server;
let url: string;
let directory: string;
let bridge: Running;
let core: CoreUnderTest;
let stopCard = (): void => undefined;

/** Whether the back end is down: the proxy then drops every request. */
let isDown = false;

/** Creates a proxy to the back end that records the tokens and grants passing through it. */
function watchTokens(to: string): Server {
  return createServer((asked, answer) => {
    if (isDown) {
      answer.destroy();
      return;
    }
    const token = asked.headers.authorization?.replace("Bearer ", "");
    if (token !== undefined) plant("token", token);
    const headers = { ...asked.headers, host: new URL(to).host };
    const forward = request(new URL(asked.url ?? "/", to), { method: asked.method, headers }, (came) => {
      answer.writeHead(came.statusCode ?? 502, came.headers);
      came.on("data", (chunk: Buffer) => {
        for (const [jws] of String(chunk).matchAll(/eyJ[\w-]+\.[\w-]+\.[\w-]{40,}/g)) plant("grant", jws);
      });
      came.pipe(answer);
    });
    forward.on("error", () => answer.destroy());
    asked.pipe(forward);
  });
}

beforeAll(async () => {
  sandbox = await startSandbox({ flags: ["--people", "40"] });
  await enable(sandbox.url, deactivate);
  back = watchTokens(sandbox.url).listen(0, "127.0.0.1");
  await once(back, "listening");
  const address = back.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  url = `http://${plant("host", letters(14))}.localhost:${port}`;
  for (let n = 0; n < 10; n += 1) vi.stubEnv(`CARDDESK_TEST_${n}`, plant("environment", `${letters(20)}${n}`));

  directory = join(mkdtempSync(join(tmpdir(), "carddesk-test-secrets-")), plant("data directory", letters(16)));
  mkdirSync(directory, { mode: 0o700 });
  for (let n = 0; n < 5; n += 1) writeFileSync(join(directory, `old-${n}.txt`), plant("file", letters(18)));
  writeFileSync(join(directory, "settings.json"), JSON.stringify({ theme: plant("settings", letters(12)) }));

  const secret = plant("bridge secret", randomBytes(32).toString("base64url"));
  const socket = join(directory, `${plant("bridge address", letters(12))}.sock`);
  const readerPort = await freePort();
  bridge = run(simulatedBridgeEntry, ["--address", socket, "--port", String(readerPort)], {
    CARDDESK_BRIDGE_SECRET: secret,
  });
  core = startCore(url, directory, { endpoint: () => ({ address: socket, secret }), stop: async () => undefined });
  const content = sandboxCardSchema.parse(
    await (await fetch(`${sandbox.url}/sandbox/virtual-cards/VSC-000001`)).json(),
  );
  const pulled = await eventually(
    "reader",
    () => plugIn(pivCard(contentOf(content)), readerPort).catch(() => null),
    30,
  );
  stopCard = () => pulled.pullOut();
});
afterAll(async () => {
  stopCard();
  await core[Symbol.asyncDispose]();
  await bridge.stop();
  back.closeAllConnections();
  back.close();
  await sandbox[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
  rmSync(join(directory, ".."), { recursive: true, force: true });
});

/** Records everything that the back end returns about a person and their card. */
async function plantPeople(): Promise<void> {
  const api = await logIn(sandbox.url, "vscmanager");
  for (const ref of [1, 2, 3, 4].map(card)) {
    const { about, fields, certificates } = await api.ask(idmApi.object, { params: ref });
    if (typeof about?.person === "string") plant("name", about.person);
    for (const { name, value: told } of fields)
      if (["account", "email"].includes(name) && typeof told === "string") plant(name, told);
    for (const { serial, subject } of certificates) {
      plant("serial", serial);
      plant("subject", subject);
    }
  }
}

async function logInWrongly({ client }: CoreUnderTest): Promise<void> {
  for (let n = 0; n < 20; n += 1)
    await client.session.logIn({
      account: plant("account", letters(11)),
      password: plant("password", `${letters(9)}§${n}é`),
    });
}

async function work({ client }: CoreUnderTest): Promise<void> {
  for (const q of some(20, () => plant("search", sentence())))
    await client.search.run({
      configuration: "virtualSmartCard",
      q,
      state: null,
      sort: null,
      cursor: null,
      asker: "a",
    });
  for (const ref of [1, 2, 3, 4].map(card)) {
    await value(client.objects.open(ref));
    await value(client.objects.history({ ref, cursor: null }));
  }
  for (const id of some(10, () => plant("id", letters(13)))) await client.objects.open({ type: "user", id });

  const { object } = await value(client.objects.open(card(1)));
  const label = plant("label", person());
  await value(
    client.wizard.start({
      process: deactivate,
      processName: "Deactivate",
      object: card(1),
      label,
      about: object.about ?? null,
      version: object.version,
    }),
  );
  await core.wizard("form");
  for (const note of some(10, () => plant("note", sentence())))
    await client.wizard.keep({ form: "Form", values: { note } });
  for (const note of some(10, () => plant("reason", sentence()))) await core.next({ reason: note, note });
  await client.wizard.close();

  for (const reason of some(10, () => plant("decision", sentence())))
    await client.tasks.decide({ id: "TASK-000001", decision: "reject", reason });
  const wanted = some(20, () => ({ number: plant("number", number()) }));
  await client.bulk.judge({ process: deactivate, wanted });
  for (const reason of some(5, () => plant("bulk reason", sentence())))
    await client.bulk.start({
      coreTemplate: "virtualSmartCard",
      process: deactivate,
      processName: "Deactivate",
      values: { reason },
      objects: [{ ref: card(2), label: plant("bulk label", person()), about: null, version: 1 }],
    });
}

async function workOffline({ client }: CoreUnderTest): Promise<void> {
  for (const q of some(5, () => plant("working set", sentence())))
    await client.offline.take({ configuration: "virtualSmartCard", q, state: null, hours: 1 });
  await value(client.offline.take({ configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 }));
  for (const reason of some(5, () => plant("drop", sentence())))
    await client.offline.drop({ device: "none", seq: 1, reason });
  const keys: unknown = JSON.parse(readFileSync(join(directory, "keys.json"), "utf8"));
  for (const [, key] of JSON.stringify(keys).matchAll(/"([A-Za-z0-9+/]{40,}=*)"/g)) plant("key", key ?? "");
}

async function useCard({ client }: CoreUnderTest): Promise<void> {
  await eventually("card", async () => (await value(client.cards.state())).kind === "piv");
  for (const pin of ["77777777", "50505050"]) await client.cards.check({ object: card(1), pin: plant("PIN", pin) });
}

/** Sends the page's reports of typed fields and of navigation. */
async function press({ client }: CoreUnderTest): Promise<void> {
  const window = "0123456789abcdef";
  const target = "main:nth-child(1)";
  const trace = randomBytes(16).toString("hex");
  const typed = some(15, () => plant("typed", sentence()));
  await value(
    client.recording.pressed({
      window,
      deeds: typed.flatMap((text) => [
        { kind: "press" as const, ago: 1, trace, press: { kind: "type" as const, target, value: text }, label: null },
        {
          kind: "route" as const,
          ago: 0,
          route: { screen: "object", ref: { type: "user", id: plant("route", letters(12)) } },
        },
      ]),
    }),
  );
}

/** Causes errors that contain the back end's address. */
async function loseBackEnd({ client }: CoreUnderTest): Promise<void> {
  isDown = true;
  for (const id of some(3, () => plant("id", letters(13)))) await client.objects.open({ type: "user", id });
  await eventually("lost", async () => (await value(client.app.connection())).kind === "offline");
  isDown = false;
}

/** Appends lines to the log as another program or another version could have written them. */
function spoilLog(): void {
  for (let n = 0; n < 10; n += 1) {
    const line = {
      level: 40,
      time: new Date().toISOString(),
      msg: plant("log", sentence()),
      code: plant("log", letters(12)),
    };
    appendFileSync(join(directory, "carddesk.log"), `${JSON.stringify(line)}\n${plant("log", letters(30))}\n`);
  }
}

/** Returns in which files, and in which encodings, a text is found. */
function finds(text: string, files: ReadonlyMap<string, Buffer>): string[] {
  return [...encodingsOf(text)].flatMap(([encoding, bytes]) =>
    [...files].filter(([, content]) => content.includes(bytes)).map(([name]) => `${name}: ${encoding}`),
  );
}

test("of 200 secrets of every kind none is in the bundle, in any encoding", async () => {
  await plantPeople();
  await logInWrongly(core);
  plant("account", "vscmanager");
  await value(core.client.session.logIn({ account: "vscmanager", password: "sandbox" }));
  await work(core);
  await workOffline(core);
  await useCard(core);
  await press(core);
  await loseBackEnd(core);
  spoilLog();

  const { bundle } = core.client;
  const first = await value(bundle.preview(view));
  await value(bundle.save({ id: first.id, parts: [], note: plant("note of another bundle", sentence()) }));
  const { id, parts } = await value(bundle.preview(view));
  const note = [...encodingsOf(canary).values()].map((bytes) => bytes.toString("latin1")).join(" ");
  const { file } = await value(bundle.save({ id, parts: parts.map(({ name }) => name), note: canary }));
  const zip = readFileSync(file);
  const inside = await inflated(zip);

  // The search works in every encoding.
  const samples = new Map([["sample", Buffer.from(note, "latin1")]]);
  expect(finds(canary, samples)).toEqual([...encodingsOf(canary).keys()].map((encoding) => `sample: ${encoding}`));
  expect(finds(canary, inside)).toContain("note.txt: UTF-8");

  // The recording contains what was done.
  const read = await value(readBundle(file));
  const said = (read.recording?.items ?? []).map((item) => ("place" in item ? item.place : item.kind));
  for (const place of [
    "session.logIn",
    "search.run",
    "wizard.keep",
    "wizard.next",
    "tasks.decide",
    "bulk.judge",
    "bulk.start",
  ])
    expect(said).toContain(place);
  for (const place of ["offline.take", "offline.drop", "cards.check", "press", "route", "exchange", "bridge"])
    expect(said).toContain(place);

  // Secrets are omitted without a placeholder.
  const logIns = (read.recording?.items ?? []).flatMap((item) =>
    item.kind === "call" && item.place === "session.logIn" ? [item.args] : [],
  );
  expect(logIns).toHaveLength(21);
  expect(logIns).toEqual(logIns.map(() => ({ account: expect.any(String) })));

  expect([...planted.keys()]).toEqual(expect.arrayContaining(["token", "grant", "key"]));
  expect(count()).toBeGreaterThanOrEqual(200);
  const files = new Map([["the zip", zip], ...inside]);
  const found = [...planted].flatMap(([kind, secrets]) =>
    [...secrets].flatMap((secret) => finds(secret, files).map((where) => `${kind} “${secret}” in ${where}`)),
  );
  expect(found).toEqual([]);
});
