import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openStore, type Store } from "../store/open.ts";
import { all, run } from "../store/sql.ts";
import { carryDevices, copyOf, dataOf, removeCopies } from "./other-data.ts";

const rows = z.record(z.string(), z.unknown());

async function place() {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-data-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const at = { dataDir, baseUrl: "http://127.0.0.1:1", now: () => new Date() };
  const store = await openStore({ ...at, people: 4, seed: 7 });
  onTestFinished(() => store.close());
  return { at, store };
}

async function many(people: number, { at, store }: Awaited<ReturnType<typeof place>>, told = (_percent: number) => {}) {
  const data = await dataOf(people, store, at, new AbortController().signal, told);
  if (data === null) throw new Error("It was given up.");
  onTestFinished(() => data.close());
  return data;
}

const countPeople = ({ db }: Store) => all(db, rows, "SELECT count(*) AS people FROM users");

test("data of 2,000 people is made with reports of progress, and the records of offline devices are copied to it", async () => {
  const own = await place();
  const { store } = own;
  const told: number[] = [];
  const data = await many(2_000, own, (percent) => told.push(percent));
  expect(told).toEqual([50, 100]);
  expect(countPeople(data)).toEqual([{ people: 2_000 }]);

  run(store.db, "INSERT INTO offline_devices VALUES ('device', 'OPR-1', 3, 'hash', 5)");
  carryDevices(store.db, data.db);
  for (const table of ["offline_devices", "offline_key"])
    expect(all(data.db, rows, `SELECT * FROM ${table}`)).toEqual(all(store.db, rows, `SELECT * FROM ${table}`));
});

test("changes to the data of many people are discarded when that data is closed", async () => {
  const own = await place();
  const changed = "SELECT id FROM users WHERE department = 'changed'";
  const before = await many(10, own);
  run(before.db, "UPDATE users SET department = 'changed'");
  expect(all(before.db, rows, changed)).toHaveLength(10);
  before.close();
  expect(all((await many(10, own)).db, rows, changed)).toEqual([]);
});

test("closing a copy removes that copy only, and copies of an earlier run are removed", async () => {
  const { at, store } = await place();
  const copies = () => readdirSync(at.dataDir).filter((name) => name.startsWith("scenario"));
  const [before, after] = [await copyOf(store, at), await copyOf(store, at)];
  onTestFinished(() => after.close());
  before.close();
  expect(copies()).toHaveLength(1);
  removeCopies(at.dataDir);
  expect(copies()).toEqual([]);
});
