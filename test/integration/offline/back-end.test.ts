import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { changesOf, planFor } from "#shared/domain/plan.ts";
import type { SignedEntry } from "#shared/domain/journal.ts";
import { idmApi } from "#shared/idm/api.ts";
import { subjectOf } from "../../../electron/core/working-set/expected.ts";
import { signEntry } from "../../../electron/core/store/device.ts";
import { verifyGrant } from "../../../electron/core/working-set/grant.ts";
import { startSandbox, type Sandbox } from "../../../electron/sandbox/server.ts";
import { enable } from "../../fixtures/enable.ts";
import { deactivate, FieldDevice, reactivate } from "../../fixtures/field-device.ts";
import { call, logIn, type ApiClient } from "../../fixtures/sandbox.ts";

let directory = "";
let sandbox: Sandbox;
let url = "";
let manager: ApiClient;
let officer: ApiClient;
/** Milliseconds by which the back end's clock is ahead. */
let ahead = 0;

const start = (): Promise<Sandbox> =>
  startSandbox({
    dataDir: directory,
    people: undefined,
    seed: undefined,
    port: 0,
    sessionSeconds: 36_000_000,
    allowFaults: true,
    now: () => new Date(Date.now() + ahead),
  });

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-back-end-"));
  sandbox = await start();
  url = sandbox.url;
});
beforeEach(async () => {
  ahead = 0;
  await call(url, "POST", "/sandbox/reset");
  await enable(url, reactivate, deactivate, "VirtualSmartCardProcLockForOperator", "VirtualSmartCardProcDelete");
  manager = await logIn(url, "vscmanager");
  officer = await logIn(url, "officer");
});
afterAll(async () => {
  await sandbox.stop();
  rmSync(directory, { recursive: true, force: true });
});

const card = (id: string) => ({ params: { type: "virtualSmartCard", id } });
const stateOf = async (id: string) => (await manager.ask(idmApi.object, card(id))).state;

/** Runs a process on a card over the API. */
async function run(api: ApiClient, process: string, id: string): Promise<void> {
  const { version } = await api.ask(idmApi.object, card(id));
  const body = { process, object: { type: "virtualSmartCard", id }, expectedVersion: version };
  const instance = await api.ask(idmApi.startProcess, { body });
  await api.ask(idmApi.nextStep, { params: { id: instance.id }, body: { values: {} } });
}

/** Requests the lock of a user as the officer, and approves it as a second person. */
async function lockUser(id: string): Promise<void> {
  const object = { type: "user", id };
  const { version } = await officer.ask(idmApi.object, { params: object });
  const body = { process: "UsersProcLock", object, expectedVersion: version };
  const instance = await officer.ask(idmApi.startProcess, { body });
  const values = { reason: "misuse" };
  const { step } = await officer.ask(idmApi.nextStep, { params: { id: instance.id }, body: { values } });
  const params = { id: step.kind === "approval" ? step.requestId : "" };
  const approver = await logIn(url, "approver");
  await approver.ask(idmApi.decideTask, { params, body: { decision: "approve" } });
}

async function taken(): Promise<FieldDevice> {
  const device = new FieldDevice();
  await device.take(manager);
  return device;
}

test("a grant names operator, device, time and processes, and is verified with the published key", async () => {
  const device = await taken();
  const keys = await manager.ask(idmApi.offlineKeys);
  expect(await verifyGrant(device.jws, keys, "OPR-1", device.device.publicKey)).toEqual({
    kind: "grant",
    grant: device.grant,
  });
  expect(device.grant).toMatchObject({
    sub: "OPR-1",
    processes: [reactivate, deactivate],
    firstSeq: 1,
    maxEntries: 400,
  });
  expect(device.grant.exp - device.grant.nbf).toBe(3600);
});

test("a working set holds what the search finds, as the API shows it, and plans the same changes as the back end", async () => {
  const device = new FieldDevice();
  await device.take(manager, { state: "inactive" });
  const found = await manager.ask(idmApi.search, {
    params: { id: "virtualSmartCard" },
    query: { state: "inactive", limit: "200" },
  });
  expect([...device.objects.values()].map(({ item }) => item)).toEqual(found.items);
  const definition = device.page?.processes.find(({ symbolicName }) => symbolicName === reactivate);
  if (definition === undefined) throw new Error("no definition");
  for (const working of device.objects.values()) {
    const { id } = working.object.ref;
    expect(working.processes).toEqual(await manager.ask(idmApi.processes, card(id)));
    const body = { process: reactivate, object: working.object.ref, expectedVersion: working.object.version };
    const { step } = await manager.ask(idmApi.startProcess, { body });
    const planned = changesOf(
      planFor(subjectOf(working), definition.effect),
      (purpose) => device.page?.purposes[purpose] ?? purpose,
    );
    expect(step).toMatchObject({ kind: "form", title: definition.name, text: definition.text, changes: planned });
  }
});

test("refuses a grant of more than 12 hours, and the grant, journal and device of another operator", async () => {
  const device = await taken();
  const body = {
    device: device.device.publicKey,
    configuration: "virtualSmartCard",
    q: "",
    state: null,
    lifetime: 43_201,
  };
  expect(await manager.refused(idmApi.takeGrant, { body })).toMatchObject({ code: "invalid-input" });
  expect(await officer.refused(idmApi.workingSet, { query: { grant: device.grant.jti } })).toMatchObject({
    code: "not-found",
  });
  const entries = [device.entry("VSC-000002")];
  expect(await officer.refused(idmApi.postJournal, { body: { grant: device.jws, entries } })).toMatchObject({
    code: "forbidden",
  });
  await device.post(manager, entries);
  expect(
    await officer.refused(idmApi.deviceHead, { params: { id: device.device.id }, query: { from: "1" } }),
  ).toMatchObject({ code: "forbidden" });
  const stolen = {
    device: device.device.publicKey,
    configuration: "virtualSmartCard",
    q: "",
    state: null,
    lifetime: 60,
  };
  expect(await officer.refused(idmApi.takeGrant, { body: stolen })).toMatchObject({ code: "forbidden" });
});

const key = new FieldDevice().device.publicKey;
/**
 * Returns another Base64url spelling of the same octets: the last of 43 characters has two unused
 * bits.
 */
const respelled = (text: string): string => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  return text.slice(0, -1) + alphabet.charAt(alphabet.indexOf(text.slice(-1)) ^ 1);
};
/** The prime of P-256 (SP 800-186 section 3.2.1.3); every coordinate must be smaller. */
const prime = Buffer.from("ffffffff00000001000000000000000000000000ffffffffffffffffffffffff", "hex");

test.each<[string, { x?: string; y?: string }]>([
  ["naught", { x: "A".repeat(43), y: "A".repeat(43) }],
  ["a point beside the curve", { y: key.x }],
  ["a coordinate beyond the field", { x: prime.toString("base64url") }],
  ["all ones", { x: `${"_".repeat(42)}8`, y: `${"_".repeat(42)}8` }],
  ["another spelling of x", { x: respelled(key.x) }],
  ["another spelling of y", { y: respelled(key.y) }],
])("no grant is given to a device whose key is %s", async (_what, change) => {
  const search = { configuration: "virtualSmartCard", q: "VSC-000002", state: null, lifetime: 60 };
  const refused = await manager.refused(idmApi.takeGrant, { body: { ...search, device: { ...key, ...change } } });
  expect(refused).toMatchObject({ status: 400, code: "invalid-input", detail: expect.stringContaining("P-256") });
  await manager.ask(idmApi.takeGrant, { body: { ...search, device: key } });
});

test("an entry is carried out as if started now, and the history names its device and journal sequence number", async () => {
  const device = await taken();
  const answer = await device.post(manager, [device.entry("VSC-000002")]);
  expect(answer).toMatchObject({ head: device.head, broken: null, stopped: null });
  expect(answer.results).toMatchObject([{ seq: 1, outcome: { kind: "applied" } }]);
  expect(await stateOf("VSC-000002")).toBe("active");
  const { items } = await manager.ask(idmApi.history, card("VSC-000002"));
  expect(items[0]).toMatchObject({ process: reactivate, device: device.device.id, journalSeq: 1 });
});

test("entries sent again, also after a restart of the back end, are carried out once and keep their outcome", async () => {
  const device = await taken();
  const entries = [device.entry("VSC-000002")];
  const first = await device.post(manager, entries);
  expect(await device.post(manager, entries)).toEqual(first);
  const head = { params: { id: device.device.id }, query: { from: "1" } };
  expect(await manager.ask(idmApi.deviceHead, head)).toEqual({ head: first.head, results: first.results });
  await sandbox.stop();
  sandbox = await start();
  url = sandbox.url;
  manager = await logIn(url, "vscmanager");
  expect(await device.post(manager, entries)).toEqual(first);
  const { items } = await manager.ask(idmApi.history, card("VSC-000002"));
  expect(items.filter(({ journalSeq }) => journalSeq !== null)).toHaveLength(1);
});

test("the second of two entries for one card is decided on the state that the first leads to", async () => {
  const device = await taken();
  const first = device.entry("VSC-000002");
  const second = device.entry("VSC-000002", { process: deactivate, follows: first.entry.operation });
  const answer = await device.post(manager, [first, second]);
  expect(answer.results.map(({ outcome }) => outcome.kind)).toEqual(["applied", "applied"]);
  expect(await stateOf("VSC-000002")).toBe("inactive");
});

interface Meanwhile {
  readonly what: string;
  readonly change: () => Promise<void>;
  readonly outcome: object;
}

/** `now` is the current state of the card, which must not change. */
const meanwhile: readonly Meanwhile[] = [
  {
    what: "locked",
    async change() {
      await run(officer, reactivate, "VSC-000002");
      await run(officer, "VirtualSmartCardProcLockForOperator", "VSC-000002");
    },
    outcome: { kind: "conflict", problem: { code: "version-conflict" }, now: { state: "locked" } },
  },
  {
    what: "reactivated by someone else",
    change: () => run(officer, reactivate, "VSC-000002"),
    outcome: { kind: "conflict", problem: { code: "version-conflict" }, now: { state: "active" } },
  },
  {
    what: "locked together with its user",
    async change() {
      const { related } = await officer.ask(idmApi.object, card("VSC-000002"));
      await lockUser(related[0]?.ref.id ?? "");
    },
    outcome: {
      kind: "conflict",
      problem: { code: "version-conflict" },
      now: { state: "locked", related: [{ state: "locked" }] },
    },
  },
  {
    what: "deleted",
    change: () => run(officer, "VirtualSmartCardProcDelete", "VSC-000002"),
    outcome: { kind: "conflict", problem: { code: "not-found" }, now: null },
  },
  {
    what: "without its command",
    change: () => enable(url, deactivate),
    outcome: { kind: "refused", problem: { code: "not-enabled" }, now: { state: "inactive" } },
  },
];
test.each(meanwhile)(
  "a card meanwhile $what: nothing is changed, and the outcome holds the current state",
  async (each) => {
    const device = await taken();
    const entry = device.entry("VSC-000002");
    const follower = device.entry("VSC-000002", { process: deactivate, follows: entry.entry.operation });
    await each.change();
    const historyOf = () => manager.ask(idmApi.history, card("VSC-000002"));
    const before = await historyOf();
    const { results, broken: fault } = await device.post(manager, [entry, follower]);
    expect(fault).toBeNull();
    expect(results[0]?.outcome).toMatchObject(each.outcome);
    expect(results[1]?.outcome).toMatchObject({ kind: "conflict", problem: { code: "previous-not-applied" } });
    expect(await historyOf()).toEqual(before);
  },
);

test("a grant ended by the back end's clock: the entry expires without a change, whatever the client's clock says", async () => {
  const device = await taken();
  const entries = [device.entry("VSC-000002")];
  ahead = 3_600_000;
  const answer = await device.post(manager, entries);
  expect(answer).toMatchObject({
    broken: null,
    results: [{ outcome: { kind: "expired", now: { state: "inactive" } } }],
    head: device.head,
  });
  expect(await stateOf("VSC-000002")).toBe("inactive");
  // Sent again within the grant, as if the back end's clock had been corrected: the first outcome
  // stays.
  ahead = 0;
  expect(await device.post(manager, entries)).toEqual(answer);
});

test("an entry is accepted up to the last second of the grant, also across the change to summer time", async () => {
  // 29 March 2026, 01:00 UTC: clocks in Europe go from 02:00 to 03:00. The grant begins before and
  // ends after it.
  ahead = Date.UTC(2026, 2, 29, 0, 30) - Date.now();
  const late = await logIn(url, "vscmanager");
  const device = new FieldDevice();
  await device.take(late, { lifetime: 3600 });
  const entry = device.entry("VSC-000002", {}, 3_598_000);
  ahead += 3_597_000;
  expect((await device.post(late, [entry])).results).toMatchObject([{ outcome: { kind: "applied" } }]);
});

test("refuses a process that the grant does not name, another operator's name, and more entries than it allows", async () => {
  const device = new FieldDevice();
  await device.take(manager, { q: "VSC-000002" });
  expect(device.grant.maxEntries).toBe(2);
  const deletion = device.entry("VSC-000002", { process: "VirtualSmartCardProcDelete" });
  const another = device.entry("VSC-000002", { operator: "OPR-3" });
  const third = device.entry("VSC-000002");
  const { results } = await device.post(manager, [deletion, another, third]);
  expect(results.map(({ outcome }) => (outcome.kind === "refused" ? outcome.problem.code : outcome.kind))).toEqual([
    "not-allowed-offline",
    "grant-untrusted",
    "grant-used-up",
  ]);
  expect(await stateOf("VSC-000002")).toBe("inactive");
});

test("a CA that does not answer stops the journal before the entry; the entry sent again is carried out", async () => {
  const device = await taken();
  const entries = [device.entry("VSC-000002")];
  await call(url, "POST", "/sandbox/faults", {
    match: { method: "POST", path: "/v1/offline/journal" },
    effect: { caDown: true },
    times: 1,
  });
  expect(await device.post(manager, entries)).toMatchObject({
    head: { seq: 0 },
    results: [],
    stopped: { code: "ca-unavailable" },
  });
  expect(await device.post(manager, entries)).toMatchObject({
    results: [{ outcome: { kind: "applied" } }],
    stopped: null,
  });
});

/** Takes the inactive cards and returns a device with `count` signed entries on them. */
async function journalOf(count: number): Promise<{ device: FieldDevice; entries: SignedEntry[] }> {
  const device = new FieldDevice();
  await device.take(manager, { state: "inactive" });
  const ids = [...device.objects.keys()];
  return { device, entries: Array.from({ length: count }, (_, index) => device.entry(ids[index % ids.length] ?? "")) };
}

const broken = async (device: FieldDevice, entries: readonly SignedEntry[]) =>
  (await device.post(manager, entries)).broken;

test("a swapped, missing, foreign, forked, changed or wrongly signed entry breaks the journal with its own fault", async () => {
  const { device, entries } = await journalOf(6);
  const [a, b, c, d, e, f] = entries;
  if (!a || !b || !c || !d || !e || !f) throw new Error("six entries");
  expect(await broken(device, [b, a])).toMatchObject({
    seq: 2,
    fault: "gap",
    code: "journal-broken",
    detail: expect.stringMatching(/missing/),
  });
  expect(await broken(device, [a, c])).toMatchObject({ seq: 3, fault: "gap" });
  const other = await taken();
  expect(await broken(other, [a])).toMatchObject({
    seq: 1,
    fault: "other-device",
    detail: expect.stringMatching(/another device/),
  });
  // A different entry in an existing place, signed by the device itself: only the chain reveals it.
  const replaced = signEntry({ ...b.entry, label: "other" }, device.device);
  expect(await broken(device, [b, c])).toBeNull();
  expect(await broken(device, [replaced])).toMatchObject({
    seq: 2,
    fault: "forked",
    detail: expect.stringMatching(/copy/),
  });
  const moved = signEntry({ ...d.entry, previous: b.entry.previous }, device.device);
  expect(await broken(device, [moved])).toMatchObject({ seq: 4, fault: "changed" });
  expect(await broken(device, [signEntry(d.entry, other.device)])).toMatchObject({ seq: 4, fault: "bad-signature" });
  expect(await broken(device, [d, f, e])).toMatchObject({ seq: 6, fault: "gap" });
  const { head } = await manager.ask(idmApi.deviceHead, { params: { id: device.device.id }, query: { from: "1" } });
  expect(head.seq).toBe(4);
});

test("a clock set back or a time outside the grant breaks the journal; a wall clock off by a day does not", async () => {
  const { device, entries } = await journalOf(2);
  expect(await broken(device, entries)).toBeNull();
  const next = device.head;
  expect(await broken(device, [device.entry("VSC-000003", {}, 1)])).toMatchObject({
    code: "grant-expired",
    fault: "clock-set-back",
  });
  device.head = next;
  const late = device.entry("VSC-000003", {}, 3_600_000);
  expect(await broken(device, [late])).toMatchObject({ code: "grant-expired", fault: "outside-grant" });
  device.head = next;
  const early = {
    contact: new Date(device.grant.nbf * 1000 - 60_000).toISOString(),
    elapsed: 0,
    wall: new Date(0).toISOString(),
  };
  expect(await broken(device, [device.entry("VSC-000003", { clock: early })])).toMatchObject({
    fault: "outside-grant",
  });
  // The machine's wall clock is only evidence: one day back or forward within the grant refuses
  // nothing.
  for (const day of [-1, 1]) {
    device.head = device.head.seq > next.seq && day === 1 ? device.head : next;
    const clock = {
      wall: new Date(Date.now() + day * 86_400_000).toISOString(),
      contact: new Date(device.grant.iat * 1000).toISOString(),
      elapsed: 1000 + day,
    };
    expect(await broken(device, [device.entry("VSC-000003", { clock })])).toBeNull();
  }
});

test("a grant with any one character changed is refused", async () => {
  const { device, entries } = await journalOf(1);
  for (let at = 0; at < device.jws.length; at += 1) {
    const jws = `${device.jws.slice(0, at)}${device.jws[at] === "A" ? "B" : "A"}${device.jws.slice(at + 1)}`;
    const refused = await manager.refused(idmApi.postJournal, { body: { grant: jws, entries } });
    expect(refused.code, `character ${at}`).toBe("grant-untrusted");
  }
});
