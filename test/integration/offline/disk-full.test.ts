import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { ok, operatorError, type Result } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { QueueState, SyncState } from "#shared/ipc/offline.ts";
import { failure } from "../../../electron/core/idm/failure.ts";
import { httpGateway, type Gateway } from "../../../electron/core/idm/gateway.ts";
import { deviceOf, newDeviceKey } from "../../../electron/core/store/device.ts";
import { createQueue, type Queue } from "../../../electron/core/journal/queue.ts";
import { fromStore } from "../../../electron/core/store/store-fault.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { createSync } from "../../../electron/core/sync/sync.ts";
import { createDownloads } from "../../../electron/core/working-set/downloads.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { keyFile, unprotected } from "../../../electron/core/shell/key-file.ts";
import { startBackEnd, type BackEnd } from "../../fixtures/back-end.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { enable } from "../../fixtures/enable.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { deactivate, FieldDevice, reactivate } from "../../fixtures/field-device.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";
import { intent } from "../../fixtures/intents.ts";
import { logIn, type ApiClient } from "../../fixtures/sandbox.ts";
import { storeHere } from "../../fixtures/store-here.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 120_000 });

const manager = { id: "OPR-1", name: "Vera Cardell", account: "vscmanager", roles: ["virtualSmartCardManager"] };
const plenty = Number.POSITIVE_INFINITY;

let backEnd: BackEnd;
let api: ApiClient;
beforeAll(async () => {
  backEnd = await startBackEnd(60);
  await enable(backEnd.url, reactivate, deactivate);
  api = await logIn(backEnd.url, manager.account);
});
afterAll(() => backEnd[Symbol.asyncDispose]());

let directory = "";
let deviceKey: Buffer;
let disk: FullDisk;
let store: Store;
const key = randomBytes(32);
const file = () => join(directory, "offline.db");
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-full-"));
  deviceKey = newDeviceKey();
  store = openStore(file(), key, { cost: cheapCost, connectTo: (to) => (disk = new FullDisk(to)) });
  onTestFinished(() => {
    store.close();
    rmSync(directory, { recursive: true, force: true });
  });
});

/** Runs `work` with room for `room` more writes, then makes room again. Returns the result. */
async function withRoom<T>(room: number, work: () => Promise<T>): Promise<Result<T>> {
  disk.left = room;
  const done = await fromStore(work);
  disk.left = plenty;
  return done;
}

/** Returns what the next start of the program finds on disk. */
function onDisk() {
  const again = openStore(file(), key);
  const found = { header: again.header(), journals: again.found().journals };
  again.close();
  return found;
}

test("disk full at any write of taking a working set: an error, and the one before it stays whole and in use", async () => {
  const field = new FieldDevice();
  await field.take(api);
  const objects = [...field.objects.values()].slice(0, 6);
  if (field.page === undefined) throw new Error("no page");
  const { asOf, configuration, processes, purposes } = field.page;
  const anchor = { contact: 0, wall: 0, uptime: 0 };
  const known = { operator: manager, device: field.device.id, grant: field.jws, claims: field.grant, state: null };
  const header = { ...known, configuration, processes, purposes, asOf, objects: 6, anchor };
  const here = storeHere(store);
  await here.loggedIn(manager.account, "sandbox");
  const pages = [
    (n: number) => here.startDraft({ ...header, q: `set ${n}`, next: "2" }, objects.slice(0, 2)),
    () => here.appendPage(objects.slice(2, 4), "4"),
    () => here.appendPage(objects.slice(4, 6), null),
    () => here.commitDraft(),
  ];
  const total = () => store.search({ q: "", state: null, cursor: null })?.total.value ?? 0;
  let room = 0;
  for (let full = true; full; room += 1) {
    let fetched = 0;
    const taken = await withRoom(room, async () => {
      for (const page of pages) {
        await page(room);
        fetched += 1;
      }
    });
    full = !taken.ok;
    expect(taken.ok ? "disk-full" : taken.error.code).toBe("disk-full");
    const before = room === 0 ? null : `set ${room - 1}`;
    expect(store.header()?.q ?? null).toBe(full ? before : `set ${room}`);
    expect(total()).toBe(full && room === 0 ? 0 : 6);
    expect((await here.draft())?.stored ?? 0).toBe(full ? Math.min(fetched, 3) * 2 : 0);
    // With room again, taking continues with the page that could not be written.
    for (const page of pages.slice(fetched)) await page(room);
    expect(onDisk().header?.q).toBe(`set ${room}`);
    expect(total()).toBe(6);
  }
  // 7 writes to begin, 5 for each page after the first, 4 to commit: each of them has failed once.
  expect(room).toBe(22);
});

const states = (journals: ReturnType<typeof onDisk>["journals"]) =>
  journals.flatMap(({ entries }) => entries.map(({ state }) => state.kind));

test("disk full at any write of states or a device record: an error, and all of it is old or all of it is new", async () => {
  const device = deviceOf(deviceKey);
  store.useDevice(deviceKey);
  const grants = (n: number) => Object.fromEntries([[`GRANT-${n}`, "jws"]]);
  const recordOf = (n: number) => ({
    operator: manager,
    publicKey: device.publicKey,
    grants: grants(n),
    broken: null,
  });
  const applied: QueueState = { kind: "applied", at: new Date(0).toISOString(), changes: [] };
  const here = storeHere(store);
  const setAll = (state: QueueState) =>
    here.setStates(
      device.id,
      [1, 2, 3].map((seq) => ({ seq, state })),
    );

  store.saveDevice(device.id, recordOf(-1));
  for (const n of [1, 2, 3]) store.append(intent(n));
  let room = 0;
  for (let full = true; full; room += 1) {
    const set = await withRoom(room, () => setAll(applied));
    full = !set.ok;
    expect(set.ok ? "disk-full" : set.error.code).toBe("disk-full");
    const one = full ? "queued" : "applied";
    expect(states(onDisk().journals)).toEqual([one, one, one]);
  }
  // Begin, three entries, commit.
  expect(room).toBe(6);

  room = 0;
  for (let full = true; full; room += 1) {
    const saved = await withRoom(room, () => here.saveDevice(device.id, recordOf(room)));
    full = !saved.ok;
    expect(saved.ok ? "disk-full" : saved.error.code).toBe("disk-full");
    const [journal] = onDisk().journals;
    expect(journal).toMatchObject({ fault: null, head: { seq: 3 } });
    expect(journal?.record?.grants).toEqual(grants(full ? -1 : room));
  }
  expect(room).toBe(4);
});

const gatewayOf = (url: string, token: string): Gateway =>
  httpGateway({
    url,
    network: directNetwork(),
    language: () => "en",
    token: () => token,
    outcome: () => undefined,
    timing: testTiming,
  });

test("taking a working set on a full disk is reported as disk-full, and continues when there is room", async () => {
  const here = storeHere(store);
  const queue = createQueue(here, machineClock, () => undefined);
  await here.loggedIn(manager.account, "sandbox");
  const gateway = gatewayOf(backEnd.url, api.token);
  const vault = keyFile(directory, unprotected);
  const changed = (): void => undefined;
  const ended = async (): Promise<void> => undefined;
  const taking = createDownloads({ gateway, vault, store: here, queue, clock: machineClock, changed, ended });
  const take = { configuration: "virtualSmartCard", q: "", state: "inactive", hours: 1, passphrase: null };
  let room = 0;
  for (let full = true; full; room += 1) {
    const before = store.header()?.claims.jti;
    disk.left = room;
    const taken = await taking.take(manager, take);
    disk.left = plenty;
    full = !taken.ok;
    expect(taken.ok ? "disk-full" : taken.error.code).toBe("disk-full");
    expect(taken.ok || store.header()?.claims.jti === before).toBe(true);
    expect(taking.state(manager.id)).toEqual(taken.ok ? null : { kind: "failed", error: taken.error });
    const again = (await here.draft()) === null ? await taking.take(manager, take) : ok(await taking.resume());
    expect(again.ok).toBe(true);
    expect(onDisk().header?.claims.jti).toBe(store.header()?.claims.jti);
    expect(store.header()?.claims.jti).not.toBe(before);
  }
  // The writes of the first page, of the grant, and of the commit.
  expect(room).toBeGreaterThan(15);
});

interface Syncing {
  readonly device: FieldDevice;
  readonly queue: Queue;
  readonly told: SyncState[];
  readonly now: () => void;
}

/**
 * Takes a grant and prepares a journal that is synced with the back end. `gateway` may lose
 * requests.
 */
async function syncing(gateway: Gateway): Promise<Syncing> {
  const device = new FieldDevice();
  device.device = deviceOf(deviceKey);
  await device.take(api);
  const here = storeHere(store);
  const queue = createQueue(here, machineClock, () => undefined);
  await here.useDevice(deviceKey);
  const { id, publicKey } = device.device;
  const grants = { [device.grant.jti]: device.jws };
  await queue.saveDevice(id, { operator: manager, publicKey, grants, broken: null });
  const told: SyncState[] = [];
  const sync = createSync({
    gateway,
    queue,
    operator: () => manager.id,
    changed: (state) => void told.push(state),
    random: () => 0,
    timing: testTiming,
    clock: machineClock,
    failed(fault) {
      throw fault;
    },
  });
  onTestFinished(() => sync.stop());
  return { device, queue, told, now: () => sync.now() };
}

/** Queues the decision that fits the state of the card. */
async function decide({ device, queue }: Syncing, id: string): Promise<void> {
  const { version, state } = await api.ask(idmApi.object, { params: { type: "virtualSmartCard", id } });
  const process = state === "active" ? deactivate : reactivate;
  const contact = device.grant.iat * 1000;
  const elapsed = Math.max(0, queue.lastDecision(device.device.id) - contact);
  await queue.add(device.device.id, {
    ...intent(1),
    grant: device.grant.jti,
    process,
    object: { type: "virtualSmartCard", id },
    seen: { version, state, certificates: [], asOf: new Date(contact).toISOString() },
    clock: { wall: new Date().toISOString(), contact: new Date(contact).toISOString(), elapsed },
  });
}

const kinds = ({ queue }: Syncing): string[] =>
  queue.journals().flatMap(({ entries }) => entries.map(({ state }) => state.kind));

async function carriedOut({ device }: Syncing, id: string): Promise<(number | null)[]> {
  const { items } = await api.ask(idmApi.history, { params: { type: "virtualSmartCard", id } });
  return items.filter((item) => item.device === device.device.id).map(({ journalSeq }) => journalSeq);
}

test("disk full at any write of a sync: it reports it, retries, and carries out every entry once when there is room", async () => {
  const around = await syncing(gatewayOf(backEnd.url, api.token));
  let room = 0;
  for (let full = true; full; room += 1) {
    await decide(around, "VSC-000002");
    around.told.length = 0;
    disk.left = room;
    around.now();
    await eventually("full or done", () => around.told.some(({ kind }) => kind === "waiting" || kind === "idle"));
    const waiting = around.told.find((state) => state.kind === "waiting");
    full = waiting !== undefined;
    expect(waiting?.error.code ?? "disk-full").toBe("disk-full");
    disk.left = plenty;
    await eventually("done", () => around.told.at(-1)?.kind === "idle");
    expect(new Set(kinds(around))).toEqual(new Set(["applied"]));
    expect(states(onDisk().journals)).toEqual(kinds(around));
  }
  // Begin, entry and commit: once before sending, and once when the answer has arrived.
  expect(room).toBe(7);
  expect(await carriedOut(around, "VSC-000002")).toEqual([7, 6, 5, 4, 3, 2, 1]);
});

test("an entry whose answer is lost while the disk is full is sent when there is room", async () => {
  const gateway = gatewayOf(backEnd.url, api.token);
  let lost = 0;
  const around = await syncing({
    ...gateway,
    async ask(call, input) {
      if (call.path !== idmApi.postJournal.path || lost > 0) return gateway.ask(call, input);
      lost += 1;
      // From here on nothing can be written, not even that the answer is unknown.
      disk.left = 0;
      return failure("unknown", operatorError("backend-timeout"));
    },
  });
  await decide(around, "VSC-000002");
  around.now();
  await eventually("full", () => around.told.some((state) => state.kind === "waiting"));
  disk.left = plenty;
  await eventually("done", () => around.told.at(-1)?.kind === "idle");
  expect(kinds(around)).toEqual(["applied"]);
  expect(await carriedOut(around, "VSC-000002")).toEqual([1]);
});
