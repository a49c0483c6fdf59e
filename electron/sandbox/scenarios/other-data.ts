import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { openStore, seedOf, type Store, type StoreOptions } from "../store/open.ts";
import { run, transaction } from "../store/sql.ts";

type Place = Pick<StoreOptions, "dataDir" | "baseUrl" | "now">;

/** The tables that offline devices rely on: they must not go back when the data is replaced. */
const ofDevices = ["offline_key", "offline_grants", "offline_devices", "offline_entries"];

export function carryDevices(from: DatabaseSync, to: DatabaseSync): void {
  transaction(to, () => {
    for (const table of ofDevices) {
      run(to, `DELETE FROM ${table}`);
      for (const row of from.prepare(`SELECT * FROM ${table}`).iterate()) {
        const values = Object.values(row);
        run(to, `INSERT INTO ${table} VALUES (${values.map(() => "?").join()})`, ...values);
      }
    }
  });
}

/** Opens a copy of the data; `close` removes it. */
export async function copyOf(store: Store, { dataDir, baseUrl, now }: Place): Promise<Store> {
  const directory = join(dataDir, "scenario");
  rmSync(directory, { recursive: true, force: true });
  mkdirSync(directory, { mode: 0o700 });
  run(store.db, "VACUUM INTO ?", join(directory, "sandbox.db"));
  const copy = await openStore({ dataDir: directory, people: undefined, seed: undefined, baseUrl, now });
  return {
    ...copy,
    close() {
      copy.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/**
 * Opens data of `people` people beside the present data; makes it in a thread if it is missing.
 * Calls `told` with the progress in percent. Returns null if `signal` has aborted it.
 */
export async function dataOf(
  people: number,
  store: Store,
  { dataDir, baseUrl, now }: Place,
  signal: AbortSignal,
  told: (percent: number) => void,
): Promise<Store | null> {
  const options = { dataDir: join(dataDir, `people-${people}`), people, seed: seedOf(store.db), baseUrl };
  const worker = new Worker(new URL("./make-data-worker.ts", import.meta.url), { workerData: options });
  const ended = new Promise<boolean>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => resolve(code === 0));
  });
  worker.on("message", (made: unknown) => told(Math.floor((100 * z.number().parse(made)) / people)));
  signal.addEventListener("abort", () => void worker.terminate());
  const isMade = await ended;
  if (!isMade || signal.aborted) return null;
  return openStore({ ...options, now });
}
