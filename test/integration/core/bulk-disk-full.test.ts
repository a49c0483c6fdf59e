import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createBulk } from "../../../electron/core/bulk/bulk.ts";
import { httpGateway } from "../../../electron/core/idm/gateway.ts";
import { fromStore } from "../../../electron/core/store/store-fault.ts";
import { openStore } from "../../../electron/core/store/store.ts";
import { candidates, deactivate, timesDone, valueOf } from "../../fixtures/bulk.ts";
import { eventually } from "../../fixtures/eventually.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";
import { storeHere } from "../../fixtures/store-here.ts";
import { bulkBench, dataDirectory, once } from "./bulk-bench.ts";
import { machineClock } from "../../../electron/core/clock.ts";
import { testTiming } from "../../fixtures/timing.ts";
import { directNetwork } from "../../fixtures/network.ts";

const at = bulkBench();

/** Creates a bulk over a store whose disk accepts `room` more writes. */
async function onSmallDisk(room: number) {
  const { core, api } = await at.desk();
  const wanted = await candidates(core, deactivate, { count: 20 });
  const session = valueOf(await core.client.session.state());
  if (session.kind !== "active") throw new Error("nobody is logged in");
  const { operator } = session;
  const disks: FullDisk[] = [];
  const connectTo = (to: string): FullDisk => {
    const disk = new FullDisk(to);
    disks.push(disk);
    return disk;
  };
  const opened = openStore(join(dataDirectory(), "offline.db"), randomBytes(32), { connectTo });
  const setRoom = (left: number): void => {
    for (const disk of disks) disk.left = left;
  };
  setRoom(room);
  const store = storeHere(opened);
  const bulk = createBulk({
    gateway: httpGateway({
      url: at.sandbox().url,
      network: directNetwork(),
      language: () => "en",
      token: () => api.token,
      timing: testTiming,
      outcome: () => undefined,
    }),
    timing: testTiming,
    clock: machineClock,
    session: () => ({ operator, token: true }),
    withStore: (work) => fromStore(() => work(store)),
    changed: () => undefined,
    itemsChanged: () => undefined,
    log: () => undefined,
    failed: (fault) => expect.unreachable(String(fault)),
  });
  onTestFinished(async () => {
    await bulk.stop();
    opened.close();
  });
  return { bulk, wanted, setRoom, api, opened };
}

test("a bulk that starts on a full disk is refused and sends nothing", async () => {
  const { bulk, wanted, api } = await onSmallDisk(10);
  expect(await bulk.start(wanted)).toMatchObject({ error: { code: "disk-full" } });
  expect(await bulk.state()).toEqual({ kind: "none" });
  expect(await timesDone(api, wanted)).toEqual(wanted.objects.map(() => 0));
});

test("disk full during a bulk: it stops, sends no object that is not marked on disk, and Resume completes it", async () => {
  // Creating the bulk takes 23 writes, and each object that begins takes three more.
  const { bulk, wanted, setRoom, api, opened } = await onSmallDisk(40);
  valueOf(await bulk.start(wanted));
  const stopped = await eventually("stopped", async () => {
    const state = await bulk.state();
    return state.kind === "stopped" && state;
  });
  expect(stopped.error).toMatchObject({ code: "disk-full" });
  const items = await bulk.items();
  const times = await timesDone(api, wanted);
  expect(items.map(({ state }) => (state.kind === "done" ? 1 : 0))).toEqual(times);
  const marked = opened.bulk()?.items.filter(({ state }) => state.kind !== "waiting") ?? [];
  expect(items.filter(({ n, state }) => state.kind === "done" && !marked.some((each) => each.n === n))).toEqual([]);
  expect(stopped.counts.waiting).toBeGreaterThan(10);
  setRoom(Number.POSITIVE_INFINITY);
  valueOf(await bulk.resume());
  await eventually("finished", async () => (await bulk.state()).kind === "finished");
  expect(await timesDone(api, wanted)).toEqual(once(wanted));
});
