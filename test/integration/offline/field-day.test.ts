import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compactVerify, decodeProtectedHeader, importJWK } from "jose";
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { idmApi } from "#shared/idm/api.ts";
import type { OfflineState, QueueEntry } from "#shared/ipc/offline.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { startCore, value, type CoreUnderTest } from "../../fixtures/core.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { deactivate, reactivate } from "../../fixtures/field-device.ts";
import { call, logIn } from "../../fixtures/sandbox.ts";

// Restarting a back end and deriving keys from passwords takes time on a busy machine.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

let backEnd: BackEnd;
beforeAll(async () => {
  backEnd = await startBackEnd(2500);
});
afterEach(async () => {
  backEnd.ahead = 0;
  await backEnd.start();
  await call(backEnd.url, "DELETE", "/sandbox/faults");
  await call(backEnd.url, "POST", "/sandbox/reset");
});
afterAll(() => backEnd[Symbol.asyncDispose]());

const credentials = { account: "vscmanager", password: "sandbox" };
const card = (id: string) => ({ type: "virtualSmartCard", id });

function dataDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-field-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

const offline = async ({ client }: CoreUnderTest): Promise<OfflineState> => value(client.offline.state());
const queue = async ({ client }: CoreUnderTest): Promise<QueueEntry[]> =>
  (await value(client.offline.queue({ before: null }))).entries;
const states = async (core: CoreUnderTest): Promise<Record<string, string>> =>
  Object.fromEntries((await queue(core)).map(({ object, state }) => [object.id, state.kind]));

const untilOffline = (core: CoreUnderTest) => eventually("offline", async () => (await offline(core)).working);
const untilSynced = (core: CoreUnderTest) =>
  eventually("synced", async () => {
    const { counts, sync } = await offline(core);
    return counts.waiting === 0 && sync.kind === "idle";
  });

/** Logs in, takes all inactive cards, and loses the connection. */
async function inTheField(core: CoreUnderTest, change: { hours?: number } = {}): Promise<void> {
  await enable(backEnd.url, reactivate, deactivate);
  await value(core.client.session.logIn(credentials));
  const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1, ...change };
  await value(core.client.offline.take(take));
  await backEnd.stop();
  await untilOffline(core);
}

/** Starts the back end again, which has lost its sessions, and logs the same operator in. */
async function backOnline(core: CoreUnderTest): Promise<void> {
  await backEnd.start();
  await eventually("log in again", async () => (await value(core.client.session.state())).kind === "expired");
  await value(core.client.session.logIn(credentials));
}

/** Runs a process through the wizard, as the page does it, up to the step after Next. */
async function decide(core: CoreUnderTest, id: string, process = reactivate): Promise<void> {
  const view = await value(core.client.objects.open(card(id)));
  const offer = view.processes.find(({ symbolicName }) => symbolicName === process);
  expect(offer).toMatchObject({ offered: true });
  const { version } = view.local?.expected ?? view.object;
  await value(
    core.client.wizard.start({ process, processName: offer?.name ?? "", object: card(id), label: id, version }),
  );
  expect(await value(core.client.wizard.state())).toMatchObject({ kind: "form" });
  await value(core.next({}));
  expect(await value(core.client.wizard.state())).toMatchObject({ kind: "queued", label: id });
  await value(core.client.wizard.close());
}

const inactive = async (core: CoreUnderTest, count: number): Promise<string[]> => {
  const page = await value(
    core.client.search.run({ configuration: "virtualSmartCard", q: "", state: "inactive", cursor: null }),
  );
  return page?.items.slice(0, count).map(({ ref }) => ref.id) ?? [];
};

test("a search in the working set gives the results of the back end in the same order", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await enable(backEnd.url, reactivate, deactivate);
  await value(core.client.session.logIn(credentials));
  const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1 };
  await value(core.client.offline.take(take));
  const [configuration] = await value(core.client.search.configurations());
  const sorts = [
    null,
    { column: "person", direction: "ascending" } as const,
    { column: "state", direction: "descending" } as const,
    { column: "department", direction: "descending" } as const,
  ];
  const pages = async () => {
    const found: Record<string, unknown> = {};
    for (const q of ["", "2", "an", "VSC-000002", "maja.berg@", "example.com", "@example"]) {
      for (const sort of sorts) {
        const page = await value(
          core.client.search.run({ configuration: "virtualSmartCard", q, state: "inactive", sort, cursor: null }),
        );
        found[JSON.stringify([q, sort])] = [page?.total, page?.items.map(({ label }) => label)];
      }
    }
    return found;
  };
  const atTheBackEnd = await pages();
  await backEnd.stop();
  await untilOffline(core);
  expect(await pages()).toEqual(atTheBackEnd);
  const [offlineConfiguration] = await value(core.client.search.configurations());
  expect(offlineConfiguration?.sortable).toEqual(configuration?.sortable);
});

test("three of 500 taken cards are reactivated offline, and are synced and read back after a program restart", async () => {
  const directory = dataDirectory();
  let ids: string[];
  {
    await using core = startCore(backEnd.url, directory);
    await inTheField(core);
    const state = await offline(core);
    expect(state.workingSet).toMatchObject({
      kind: "taken",
      objects: 500,
      access: "open",
      operator: { account: "vscmanager" },
      grant: { processes: [{ symbolicName: reactivate }, { symbolicName: deactivate }], entriesLeft: 1000 },
    });
    const found = await value(
      core.client.search.run({ configuration: "virtualSmartCard", q: "vsc-000002", state: null, cursor: null }),
    );
    expect(found).toMatchObject({ items: [{ label: "VSC-000002", state: "inactive" }], total: { value: 1 } });
    const view = await value(core.client.objects.open(card("VSC-000002")));
    expect(view).toMatchObject({ object: { state: "inactive" }, local: { pending: [], expected: null } });
    expect(view.local?.asOf).not.toBeNull();
    const why = view.processes.filter(({ offered }) => !offered).map((each) => [each.symbolicName, each.why[0]?.code]);
    expect(why).toContainEqual(["VirtualSmartCardProcLockForOperator", "not-allowed-offline"]);
    expect(await core.client.objects.open(card("VSC-000001"))).toMatchObject({ error: { code: "not-in-working-set" } });
    expect(await core.client.objects.history({ ref: card("VSC-000002"), cursor: null })).toMatchObject({
      error: { code: "not-allowed-offline" },
    });
    ids = await inactive(core, 3);
    for (const id of ids) await decide(core, id);
    expect(await states(core)).toEqual(Object.fromEntries(ids.map((id) => [id, "queued"])));
    const decided = await value(core.client.objects.open(card(ids[0] ?? "")));
    expect(decided.local).toMatchObject({
      pending: [{ state: { kind: "queued" } }],
      expected: { state: "active" },
      outdated: false,
    });
    expect(decided.object.state).toBe("inactive");
  }

  await using core = startCore(backEnd.url, directory);
  const logInAs = (account: string, password: string) => core.client.session.logIn({ account, password });
  expect(await logInAs("officer", "sandbox")).toMatchObject({ error: { code: "backend-unreachable" } });
  expect(await logInAs("vscmanager", "wrong")).toMatchObject({ error: { code: "wrong-credentials" } });
  expect(await logInAs("vscmanager", "sandbox")).toMatchObject({ ok: true, value: { account: "vscmanager" } });
  await untilOffline(core);
  expect(await inactive(core, 3)).toEqual(ids);
  expect((await offline(core)).counts).toEqual({ waiting: 3, attention: 0 });

  await backOnline(core);
  await untilSynced(core);
  expect(await states(core)).toEqual(Object.fromEntries(ids.map((id) => [id, "applied"])));
  for (const id of ids) {
    expect(await value(core.client.objects.open(card(id)))).toMatchObject({ object: { state: "active" } });
    const history = await value(core.client.objects.history({ ref: card(id), cursor: null }));
    expect(history.items[0]).toMatchObject({ process: reactivate, journalSeq: expect.any(Number) });
  }
});

test("after a log-in with a connection the working set is shown as opening, and never as locked", async () => {
  const directory = dataDirectory();
  {
    await using core = startCore(backEnd.url, directory);
    await inTheField(core);
    await backEnd.start();
  }
  await using core = startCore(backEnd.url, directory);
  const told: string[] = [];
  let session = (await value(core.client.session.state())).kind;
  let access = accessOf(await offline(core));
  core.client.session.onChanged(({ kind }) => void told.push(`${(session = kind)}, ${access}`));
  core.client.offline.onChanged((state) => void told.push(`${session}, ${(access = accessOf(state))}`));
  await value(core.client.session.logIn(credentials));
  await eventually("open", () => access === "open");
  expect(told).toContain("active, opening");
  expect(told).not.toContain("active, locked");
});

const accessOf = ({ workingSet }: OfflineState): string => (workingSet.kind === "taken" ? workingSet.access : "none");

test("the database, its WAL, the key file and the log contain no personal or card data in clear", async () => {
  const directory = dataDirectory();
  await using core = startCore(backEnd.url, directory);
  await inTheField(core);
  await decide(core, "VSC-000002");
  const { object } = await value(core.client.objects.open(card("VSC-000002")));
  const planted = [
    object.label,
    ...object.fields.flatMap(({ name, value: text }) => (name === "issued" || text === null ? [] : [text])),
    ...object.certificates.flatMap(({ serial, subject }) => [serial, subject]),
    "Vera Cardell",
    "sandbox-password",
  ];
  expect(planted.length).toBeGreaterThan(8);
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toEqual(expect.arrayContaining(["offline.db", "offline.db-wal", "keys.json"]));
  for (const { parentPath, name } of files) {
    const content = readFileSync(join(parentPath, name));
    expect(planted.filter((text) => content.includes(text))).toEqual([]);
  }
  expect(planted.filter((text) => core.log().includes(text))).toEqual([]);
});

test("five wrong passwords block the log-in, also after a restart", async () => {
  const directory = dataDirectory();
  {
    await using core = startCore(backEnd.url, directory);
    await inTheField(core);
  }
  const wrong = { account: "vscmanager", password: "guess" };
  {
    await using core = startCore(backEnd.url, directory);
    for (let n = 1; n <= 5; n += 1)
      expect(await core.client.session.logIn(wrong)).toMatchObject({ error: { code: "wrong-credentials" } });
    expect(await core.client.session.logIn(credentials)).toMatchObject({ error: { code: "unlock-wait" } });
  }
  await using core = startCore(backEnd.url, directory);
  const refused = await core.client.session.logIn(credentials);
  expect(refused).toMatchObject({ error: { code: "unlock-wait" } });
  expect(refused.ok ? 0 : refused.error.params.seconds).toBeGreaterThan(200);
});

test("two entries for one card are applied in their order; the offered processes follow the waiting entries", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await inTheField(core);
  await decide(core, "VSC-000002");
  await decide(core, "VSC-000002", deactivate);
  await backOnline(core);
  await untilSynced(core);
  const entries = await queue(core);
  expect(entries.map(({ process, state }) => [process, state.kind])).toEqual([
    [deactivate, "applied"],
    [reactivate, "applied"],
  ]);
  expect(await value(core.client.objects.open(card("VSC-000002")))).toMatchObject({ object: { state: "inactive" } });
});

test("a card that another operator reactivated meanwhile is a conflict, to be dropped with a reason or started again", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await inTheField(core);
  const [first = "", second = ""] = await inactive(core, 2);
  await decide(core, first);
  await decide(core, second);
  await value(core.client.offline.pause());
  await backOnline(core);
  const officer = await logIn(backEnd.url, "officer");
  const run = async (id: string, process: string): Promise<void> => {
    const { version } = await officer.ask(idmApi.object, { params: card(id) });
    const body = { process, object: card(id), expectedVersion: version };
    const instance = await officer.ask(idmApi.startProcess, { body });
    await officer.ask(idmApi.nextStep, { params: { id: instance.id }, body: { values: {} } });
  };
  for (const id of [first, second]) await run(id, reactivate);
  // A newer state must not silently replace the one that the operator decided on: both are shown.
  const view = await value(core.client.objects.open(card(first)));
  expect(view).toMatchObject({
    object: { state: "active" },
    local: { asOf: null, pending: [{ seen: { state: "inactive" } }], outdated: true },
  });
  expect((await offline(core)).sync.kind).toBe("paused");
  await value(core.client.offline.resume());
  await untilSynced(core);
  const conflict = { kind: "conflict", error: { code: "version-conflict" }, now: { state: "active" } };
  const entries = await queue(core);
  expect(entries).toMatchObject([{ state: conflict }, { state: conflict }]);
  expect((await offline(core)).counts).toEqual({ waiting: 0, attention: 2 });
  const [again, dropped] = entries;
  if (again === undefined || dropped === undefined) throw new Error("two entries");
  await value(core.client.offline.drop({ device: dropped.device, seq: dropped.seq, reason: "Done by a colleague" }));
  // The card is active: a failed start must not settle the entry.
  const name = { device: again.device, seq: again.seq };
  expect(await core.client.offline.startAgain(name)).toMatchObject({ error: { code: "wrong-state" } });
  expect(await value(core.client.wizard.state())).toEqual({ kind: "closed" });
  expect((await offline(core)).counts.attention).toBe(1);
  await run(again.object.id, deactivate);
  await value(core.client.offline.startAgain(name));
  expect(await value(core.client.wizard.state())).toMatchObject({ kind: "form", object: again.object });
  expect((await offline(core)).counts.attention).toBe(0);
  expect((await queue(core)).map(({ state }) => state)).toMatchObject([
    { settlement: { kind: "startedAgain" } },
    { settlement: { kind: "dropped", reason: "Done by a colleague" } },
  ]);
});

test("an entry whose grant ends before the sync expires and changes nothing", async () => {
  await using core = startCore(backEnd.url, dataDirectory());
  await inTheField(core);
  await decide(core, "VSC-000002");
  backEnd.ahead = 3_600_000;
  await backOnline(core);
  await eventually("expired", async () => (await states(core))["VSC-000002"] === "expired");
  backEnd.ahead = 0;
  expect(await value(core.client.objects.open(card("VSC-000002")))).toMatchObject({ object: { state: "inactive" } });
});

test("an entry made in a restored copy of the data directory is refused, kept, and exported with a signature", async () => {
  const directory = dataDirectory();
  const copy = dataDirectory();
  {
    await using core = startCore(backEnd.url, directory);
    await inTheField(core);
    await decide(core, "VSC-000002");
  }
  cpSync(directory, copy, { recursive: true });
  {
    await using core = startCore(backEnd.url, directory);
    await value(core.client.session.logIn(credentials));
    await untilOffline(core);
    const [, second = ""] = await inactive(core, 2);
    await decide(core, second);
    await backOnline(core);
    await untilSynced(core);
    await backEnd.stop();
  }
  await using core = startCore(backEnd.url, copy);
  await value(core.client.session.logIn(credentials));
  await untilOffline(core);
  const [, , third = ""] = await inactive(core, 3);
  await decide(core, third);
  await backOnline(core);
  await untilSynced(core);
  expect(await states(core)).toEqual({ "VSC-000002": "applied", [third]: "refused" });
  const { broken } = await offline(core);
  expect(broken).toMatchObject([{ seq: 2, fault: "restored-copy" }]);
  const { file } = await value(core.client.offline.exportJournal({ device: broken[0]?.device ?? "" }));
  const jws = readFileSync(file, "utf8");
  const { jwk } = decodeProtectedHeader(jws);
  if (jwk === undefined) throw new Error("no key");
  const { payload } = await compactVerify(jws, await importJWK(jwk, "ES256"));
  expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
    entries: [{ signed: { entry: { seq: 1 } } }, {}],
  });
});
