import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { openStore } from "../store/open.ts";
import { all, run } from "../store/sql.ts";
import { carryDevices, dataOf } from "./other-data.ts";

const rows = z.record(z.string(), z.unknown());

test("data of so many people is made in a thread, and what devices have sent goes along to it", async () => {
  const dataDir = mkdtempSync(join(tmpdir(), "carddesk-test-data-"));
  onTestFinished(() => rmSync(dataDir, { recursive: true, force: true }));
  const place = { dataDir, baseUrl: "http://127.0.0.1:1", now: () => new Date() };
  const store = await openStore({ ...place, people: 4, seed: 7 });
  const told: number[] = [];
  const many = await dataOf(2_000, store, place, new AbortController().signal, (percent) => told.push(percent));
  if (many === null) throw new Error("It was given up.");
  onTestFinished(() => [store, many].forEach((each) => each.close()));
  expect(told).toEqual([50, 100]);
  expect(all(many.db, rows, "SELECT count(*) AS people FROM users")).toEqual([{ people: 2_000 }]);

  run(store.db, "INSERT INTO offline_devices VALUES ('device', 'OPR-1', 3, 'hash', 5)");
  carryDevices(store.db, many.db);
  for (const table of ["offline_devices", "offline_key"])
    expect(all(many.db, rows, `SELECT * FROM ${table}`)).toEqual(all(store.db, rows, `SELECT * FROM ${table}`));
});
