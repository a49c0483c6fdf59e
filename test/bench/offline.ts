import { randomBytes, randomUUIDv7 } from "node:crypto";
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { fold } from "#shared/domain/fold.ts";
import type { Intent } from "#shared/domain/journal.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { SearchItem } from "#shared/idm/search.ts";
import { httpGateway } from "../../electron/core/idm/gateway.ts";
import { deviceOf, newDeviceKey } from "../../electron/core/store/device.ts";
import { createQueue, type Queue } from "../../electron/core/journal/queue.ts";
import { startStore } from "../../electron/core/store/store-thread.ts";
import type { StoreThread } from "../../electron/core/store/store-messages.ts";
import { createSync } from "../../electron/core/sync/sync.ts";
import { createWorkingIndex, type WorkingIndex } from "../../electron/core/store/working-index.ts";
import { enable } from "../fixtures/enable.ts";
import { deactivate, FieldDevice, reactivate } from "../fixtures/field-device.ts";
import { intent } from "../fixtures/intents.ts";
import { logIn, startSandbox, type ApiClient } from "../fixtures/sandbox.ts";
import { median, quantile, timed, type Row } from "./row.ts";
import { machineClock } from "../../electron/core/clock.ts";
import { shippedTiming } from "../../electron/core/timing.ts";
import { directNetwork } from "../fixtures/network.ts";

/** How much is measured; a test may use smaller sizes. */
export interface OfflineSizes {
  readonly people: number;
  readonly entries: number;
  readonly cached: readonly number[];
  readonly direct: number;
}

const full: OfflineSizes = { people: 5_000, entries: 10_000, cached: [5_000, 1_000_000], direct: 1_000 };

/** Measures offline work: durable enqueue, sync, start and Quick search. */
export async function measureOffline(sizes: OfflineSizes = full): Promise<Row[]> {
  const directory = mkdtempSync(join(tmpdir(), "carddesk-bench-offline-"));
  try {
    return [...(await measureJournal(directory, sizes)), ...sizes.cached.flatMap(measureSearch)];
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measureJournal(directory: string, sizes: OfflineSizes): Promise<Row[]> {
  await using sandbox = await startSandbox({ flags: ["--people", String(sizes.people)] });
  await enable(sandbox.url, reactivate, deactivate);
  const api = await logIn(sandbox.url, "vscmanager");
  const field = new FieldDevice();
  const pkcs8 = newDeviceKey();
  field.device = deviceOf(pkcs8);
  await field.take(api);

  const file = join(directory, "offline.db");
  const key = randomBytes(32);
  const opened = await openQueue(file, key);
  await opened.store.useDevice(pkcs8);
  const { id: device, publicKey } = field.device;
  const operator = { id: field.grant.sub, name: "", account: "vscmanager", roles: [] };
  const grants = { [field.grant.jti]: field.jws };
  await opened.queue.saveDevice(device, { operator, publicKey, grants, broken: null });

  const enqueue: number[] = [];
  for (const next of decisions(field, sizes.entries)) {
    const { milliseconds } = await timed(() => opened.queue.add(device, next()));
    enqueue.push(milliseconds);
  }
  const bare = bareAppends(join(directory, "bare"), Math.min(sizes.entries, 1_000));
  await opened.store.close();

  const started = await timed(() => openQueue(file, key));
  const { queue, store } = started.value;
  const synced = await timed(() => syncAll(sandbox.url, api.token, operator.id, queue));
  const applied = queue.journals().flatMap(({ entries }) => entries.filter(({ state }) => state.kind === "applied"));
  if (applied.length !== sizes.entries) throw new Error(`only ${applied.length} of ${sizes.entries} were applied`);
  await store.close();
  const direct = await directRate(api, field, sizes.direct);
  const fsync = "append with fsync";
  return [
    row("durable enqueue, p50", median(enqueue), "ms", `${fsync}, p50`, median(bare)),
    row("durable enqueue, p95", quantile(enqueue, 0.95), "ms", `${fsync}, p95`, quantile(bare, 0.95)),
    row(
      `sync of ${sizes.entries} queued entries`,
      (sizes.entries * 1000) / synced.milliseconds,
      "per second",
      "the same processes called one by one",
      direct,
    ),
    { what: `start with a journal of ${sizes.entries} entries`, value: started.milliseconds, unit: "ms" },
  ];
}

const row = (what: string, value: number, unit: Row["unit"], against: string, other: number): Row => ({
  what,
  value,
  unit,
  comparedWith: { what: against, value: other },
});

async function openQueue(file: string, key: Uint8Array): Promise<{ store: StoreThread; queue: Queue }> {
  const store = startStore(file, key);
  const queue = createQueue(store, machineClock, () => undefined);
  await queue.load((await store.found()).journals);
  return { store, queue };
}

/**
 * Yields decisions on every card that can be put on hold or taken back, round after round, each
 * based on the state that the previous one leads to.
 */
function* decisions(field: FieldDevice, count: number): Generator<() => Intent> {
  const cards = [...field.objects.values()].filter(({ object }) => ["active", "inactive"].includes(object.state));
  const states = new Map(cards.map(({ object }) => [object.ref.id, object.state]));
  const last = new Map<string, string>();
  for (let n = 0; n < count; n += 1) {
    const card = cards[n % cards.length];
    if (card === undefined) throw new Error("no cards");
    const { ref, version, state } = card.object;
    const process = states.get(ref.id) === "active" ? deactivate : reactivate;
    const operation = randomUUIDv7();
    yield () => ({
      ...intent(1),
      operation,
      grant: field.grant.jti,
      operator: field.grant.sub,
      process,
      object: ref,
      label: ref.id,
      seen: { version, state, certificates: [], asOf: new Date(0).toISOString() },
      follows: last.get(ref.id) ?? null,
      clock: {
        wall: new Date().toISOString(),
        contact: new Date(field.grant.iat * 1000).toISOString(),
        elapsed: n,
      },
    });
    last.set(ref.id, operation);
    states.set(ref.id, process === deactivate ? "inactive" : "active");
  }
}

/**
 * Appends as many octets as an entry has, each time with fsync. Returns the milliseconds of each
 * append.
 */
function bareAppends(file: string, count: number): number[] {
  const octets = randomBytes(1_400);
  const descriptor = openSync(file, "a");
  const taken = Array.from({ length: count }, () => {
    const from = performance.now();
    writeSync(descriptor, octets);
    fsyncSync(descriptor);
    return performance.now() - from;
  });
  closeSync(descriptor);
  return taken;
}

async function syncAll(url: string, token: string, operator: string, queue: Queue): Promise<void> {
  const ended = Promise.withResolvers<void>();
  const sync = createSync({
    gateway: httpGateway({
      url,
      network: directNetwork(),
      language: () => "en",
      token: () => token,
      outcome: () => undefined,
      timing: shippedTiming,
    }),
    queue,
    timing: shippedTiming,
    clock: machineClock,
    operator: () => operator,
    failed: ended.reject,
    changed(state) {
      if (state.kind === "idle") ended.resolve();
    },
  });
  sync.now();
  await ended.promise;
}

/**
 * Measures processes per second when each is started and ended over the API, one after the other.
 */
async function directRate(api: ApiClient, field: FieldDevice, count: number): Promise<number> {
  const cards = [...field.objects.values()].filter(({ object }) => ["active", "inactive"].includes(object.state));
  const found = await Promise.all(
    cards
      .slice(0, count)
      .map(({ object }) => api.ask(idmApi.object, { params: { type: object.ref.type, id: object.ref.id } })),
  );
  const { milliseconds } = await timed(async () => {
    for (const { ref, state, version } of found) {
      const process = state === "active" ? deactivate : reactivate;
      const body = { process, object: ref, expectedVersion: version };
      const { id } = await api.ask(idmApi.startProcess, { body, headers: { "Idempotency-Key": randomUUIDv7() } });
      await api.ask(idmApi.nextStep, {
        params: { id },
        body: { values: {} },
        headers: { "Idempotency-Key": randomUUIDv7() },
      });
    }
  });
  return (found.length * 1000) / milliseconds;
}

const queries = ["vsc-000", "quist", "anna", "9f3", "e", "anna quist", "vsc-004711", "no such thing"];

/**
 * Measures Quick search in the working set against a bare SQLite query for the same words in the
 * same texts.
 */
function measureSearch(count: number): Row[] {
  const index = createWorkingIndex(["person", "account", "email"].map((name) => ({ name, label: name })));
  const db = new DatabaseSync(":memory:");
  db.exec("CREATE TABLE item (id INTEGER PRIMARY KEY, text TEXT NOT NULL); BEGIN");
  const insert = db.prepare("INSERT INTO item (text) VALUES (?)");
  for (let n = 1; n <= count; n += 1) {
    const item = cachedItem(n);
    const serials = [n * 7919, n * 104_729, n * 1_299_709].map((serial) => serial.toString(16).padStart(32, "0"));
    index.add(n, { item, serials });
    insert.run([fold([item.label, ...Object.values(item.columns)].join(" ")), ...serials].join(" "));
  }
  db.exec("COMMIT");
  const ours = queries.flatMap((q) => repeated(count, () => search(index, q)));
  const bare = queries.flatMap((q) => repeated(count, () => bareSearch(db, q)));
  db.close();
  const what = `offline quick search over ${count} cards, p95`;
  return [row(what, quantile(ours, 0.95), "ms", "the bare SQLite query, p95", quantile(bare, 0.95))];
}

function repeated(count: number, work: () => void): number[] {
  return Array.from({ length: count > 100_000 ? 5 : 50 }, () => {
    const from = performance.now();
    work();
    return performance.now() - from;
  });
}

const search = (index: WorkingIndex, q: string): number => index.search({ q, state: null, cursor: null }).total.value;

const countRow = z.object({ total: z.number() });

function bareSearch(db: DatabaseSync, q: string): number {
  const words = q.split(" ");
  const where = words.map(() => "text LIKE '%' || ? || '%'").join(" AND ");
  db.prepare(`SELECT id, text FROM item WHERE ${where} LIMIT 50`).all(...words);
  return countRow.parse(db.prepare(`SELECT count(*) AS total FROM item WHERE ${where}`).get(...words)).total;
}

const given = ["Anna", "Björn", "Cecilia", "Dagmar", "Émile", "Fatima", "Gösta", "Hanna"];
const family = ["Almquist", "Bergström", "Çelik", "Dufour", "Eklund", "Fischer", "García", "Hellquist", "Ivarsson"];

function cachedItem(n: number): SearchItem {
  const person = `${given[n % given.length] ?? ""} ${family[n % family.length] ?? ""} ${n}`;
  const id = `VSC-${String(n).padStart(6, "0")}`;
  const account = `user${n}`;
  return {
    ref: { type: "virtualSmartCard", id },
    label: id,
    state: n % 5 === 0 ? "inactive" : "active",
    columns: { person, account, email: `${account}@example.org`, department: `Department ${n % 40}` },
  };
}
