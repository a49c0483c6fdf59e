import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { publicJwkSchema } from "#shared/idm/offline.ts";
import { queuePageSchema } from "#shared/ipc/offline.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { createQueue } from "../../../electron/core/journal/queue.ts";
import { latestVersion } from "../../../electron/core/store/migrations.ts";
import { openStore, type Store } from "../../../electron/core/store/store.ts";
import { createSync } from "../../../electron/core/sync/sync.ts";
import { bulkObjects, bulkRecord, workingObject, workingSetHeader } from "../../fixtures/databases/content.ts";
import { cheapCost } from "../../fixtures/cheap-cost.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { intent } from "../../fixtures/intents.ts";
import { startJournalServer } from "../../fixtures/journal-server.ts";
import { storeHere } from "../../fixtures/store-here.ts";
import { testTiming } from "../../fixtures/timing.ts";

/** The cost for new working sets; the golden ones contain their own. */
const cheap = { cost: cheapCost };

const folder = new URL("../../fixtures/databases/", import.meta.url);
const versions = readdirSync(folder).flatMap((name) => /^v(\d+)\.db$/.exec(name)?.[1] ?? []);

/**
 * The file that the generator wrote beside each golden database; its content is compared verbatim.
 */
const besideSchema = z.object({
  vaultKey: z.base64(),
  devices: z.array(z.object({ id: z.string(), pkcs8: z.base64() })).length(2),
  account: z.string(),
  password: z.string(),
  content: z.object({
    journals: z.array(
      z.looseObject({
        device: z.string(),
        record: z.looseObject({ publicKey: publicJwkSchema }),
        entries: z.array(z.looseObject({ signed: z.unknown(), state: z.looseObject({ kind: z.string() }) })),
      }),
    ),
    workingSet: z.looseObject({}),
    interrupted: z.looseObject({}),
    objects: z.array(z.looseObject({ object: z.looseObject({ ref: z.object({ type: z.string(), id: z.string() }) }) })),
    bulk: z
      .object({
        record: z.looseObject({}),
        states: z.array(z.looseObject({})),
        objects: z.array(z.looseObject({})),
      })
      .nullable(),
  }),
});

const bulkOf = ({ record, states, objects }: NonNullable<z.infer<typeof besideSchema>["content"]["bulk"]>) => ({
  record,
  items: objects.map((object, n) => ({ ...object, n, attempt: n % 3, state: states[n] })),
});

test("every database version up to the current one has a golden database", () => {
  expect(versions.map(Number).toSorted((a, b) => a - b)).toEqual(
    Array.from({ length: latestVersion }, (_, index) => index + 1),
  );
});

describe.each(versions)("the golden database of version %s", (version) => {
  const beside = besideSchema.parse(JSON.parse(readFileSync(new URL(`v${version}.json`, folder), "utf8")));
  const { account, password, content } = beside;
  const key = Buffer.from(beside.vaultKey, "base64");
  const [sound, broken] = beside.devices;

  let file = "";
  let store: Store;
  const reopen = (): void => {
    store.close();
    store = openStore(file, key, cheap);
  };
  beforeEach(() => {
    const directory = mkdtempSync(join(tmpdir(), "carddesk-golden-"));
    file = join(directory, "offline.db");
    copyFileSync(new URL(`v${version}.db`, folder), file);
    store = openStore(file, key, cheap);
    onTestFinished(() => {
      store.close();
      rmSync(directory, { recursive: true, force: true });
    });
  });

  test("returns its journals as they were written, again after the migration, and takes new entries", () => {
    for (let times = 0; times < 2; times += 1) {
      expect(store.found().keptAside).toBeNull();
      expect(store.found().journals).toMatchObject(content.journals);
      reopen();
    }
    store.useDevice(Buffer.from(sound?.pkcs8 ?? "", "base64"));
    const length = content.journals[0]?.entries.length ?? 0;
    expect(store.append(intent(99)).signed.entry).toMatchObject({ seq: length + 1 });
    reopen();
    expect(store.found().journals[0]).toMatchObject({ device: sound?.id, fault: null, head: { seq: length + 1 } });
  });

  test("opens its working set with the password of its time, and with no other", () => {
    expect(store.header()).toMatchObject({ ...content.workingSet, next: null });
    expect(() => store.unlock(account, "another", 0)).toThrow("wrong-credentials");
    expect(store.unlock(account, password, 0)).toMatchObject(content.workingSet);
    expect(store.search({ q: "lukasz", state: null, cursor: null })?.total.value).toBe(content.objects.length);
    for (const each of content.objects) {
      const { type, id } = each.object.ref;
      expect(store.object(type, id)).toMatchObject(each);
    }
  });

  test("gets safe defaults for missing values: no key, every process irreversible, no person named", () => {
    const header = store.unlock(account, password, 0);
    expect(header?.processes.map(({ irreversible }) => irreversible)).toEqual([true, true]);
    const held = store.object("virtualSmartCard", "VSC-000001");
    expect(held?.processes.map(({ key, irreversible }) => ({ key, irreversible }))).toEqual([
      { key: null, irreversible: true },
    ]);
    expect(held?.object.about).toBeNull();
  });

  test("continues its interrupted working set; one without its position is discarded and can be taken again", () => {
    store.loggedIn(account, password);
    const draft = "next" in content.interrupted ? { header: content.interrupted, stored: 2 } : null;
    expect([store.draft()]).toMatchObject([draft]);
    const [jwk] = content.journals.map(({ record }) => record.publicKey);
    if (jwk === undefined) throw new Error("no device");
    if (draft === null)
      store.startDraft(workingSetHeader(sound?.id ?? "", jwk, 5, "cursor-2"), [4, 5].map(workingObject));
    store.appendPage([6, 7, 8].map(workingObject), null);
    store.commitDraft();
    reopen();
    expect(store.unlock(account, password, 0)).toMatchObject({ ...content.interrupted, next: null });
    expect(store.search({ q: "", state: null, cursor: null })?.total.value).toBe(5);
    expect(store.object("virtualSmartCard", "VSC-000004")).toEqual(workingObject(4));
  });

  test("returns its bulk and continues it; without one, a bulk can begin", () => {
    const bulk = content.bulk === null ? null : bulkOf(content.bulk);
    expect([store.bulk()]).toMatchObject([bulk]);
    if (bulk === null) store.beginBulk(bulkRecord, bulkObjects);
    store.setBulkItems(bulkRecord.id, [{ n: 0, attempt: 4, state: { kind: "running" } }]);
    reopen();
    expect(store.bulk()?.items[0]).toEqual({ ...bulkObjects[0], n: 0, attempt: 4, state: { kind: "running" } });
  });

  test("shows and syncs its journals: waiting entries are sent as they were signed, those behind a gap are not", async () => {
    const keys = content.journals.map(({ device, record }) => [device, record.publicKey] as const);
    await using server = await startJournalServer(new Map(keys));
    const queue = createQueue(storeHere(store), machineClock, () => undefined);
    await queue.load(store.found().journals);
    const page = queuePageSchema.parse(queue.entriesOf("OPR-1").page(null));
    expect(page.entries).toHaveLength(content.journals.flatMap(({ entries }) => entries).length);
    expect(queue.broken()).toEqual([{ device: broken?.id, seq: 2, fault: "gap" }]);
    const sync = createSync({
      gateway: server.gateway,
      queue,
      operator: () => "OPR-1",
      changed: () => undefined,
      random: () => 0,
      timing: testTiming,
      clock: machineClock,
      failed(fault) {
        throw fault;
      },
    });
    sync.now();
    await eventually("synced", () => queue.counts(null).waiting === 0);
    await sync.stop();
    const open = content.journals[0]?.entries.filter(({ state }) => /^(queued|sending|unknown)$/.test(state.kind));
    expect(server.sent.filter(({ entry }) => entry.device === sound?.id)).toEqual(open?.map(({ signed }) => signed));
    expect(server.sent.filter(({ entry }) => entry.device === broken?.id).map(({ entry }) => entry.seq)).toEqual([1]);
    reopen();
    const kinds = store.found().journals.map(({ entries }) => entries.map(({ state }) => state.kind));
    expect(kinds.map((each) => each.slice(-1))).toEqual([["applied"], ["refused"]]);
  });

  test.each([
    ["tables of a later version than it says", `PRAGMA user_version = ${Number(version) - 1}`],
    ["no key check", "DROP TABLE key_check"],
    ["no working set", "PRAGMA foreign_keys = OFF; DROP TABLE working_set"],
    ["no objects", "DROP TABLE working_object"],
    ["a column of another name", "ALTER TABLE working_set RENAME COLUMN tries TO tried"],
    [
      "a change that it refuses",
      "PRAGMA user_version = 2; CREATE TRIGGER t BEFORE UPDATE ON working_set BEGIN SELECT RAISE(ABORT, ''); END",
    ],
  ])("with a schema of no version (%s) is kept aside, and its journals are saved", (_, change) => {
    store.close();
    copyFileSync(new URL(`v${version}.db`, folder), file);
    const db = new DatabaseSync(file);
    db.exec(change);
    db.close();
    store = openStore(file, key, cheap);
    expect(store.found().keptAside).not.toBeNull();
    expect(store.found().journals).toMatchObject(content.journals);
  });

  test("with a truncated page is kept aside, and its readable journals are saved", () => {
    store.close();
    const size = readFileSync(file).length;
    const db = new DatabaseSync(file);
    const pages = Number(db.prepare("PRAGMA page_count").get()?.page_count);
    db.close();
    truncateSync(file, Math.round((size / pages) * (pages - 1.5)));
    store = openStore(file, key, cheap);
    expect(store.found().keptAside).not.toBeNull();
    const seqs = store.found().journals.map(({ entries }) => entries.length);
    expect(seqs.length).toBeGreaterThan(0);
  });
});
