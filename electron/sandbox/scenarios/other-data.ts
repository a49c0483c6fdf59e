import { constants, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { Worker } from "node:worker_threads";
import { z } from "zod";
import { databaseIn, openStore, seedOf, type Store, type StoreOptions } from "../store/open.ts";
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

/** The names of the directories of copies, in the data directory, begin like this. */
const prefix = "scenario";

/** Removes the copies that an earlier run has left behind. No copy may be open. */
export function removeCopies(dataDir: string): void {
  for (const name of readdirSync(dataDir))
    if (name.startsWith(prefix)) rmSync(join(dataDir, name), { recursive: true, force: true });
}

/** Opens a copy of the data; `close` removes it. */
export const copyOf = (store: Store, place: Place): Promise<Store> =>
  openCopy(place, async (file) => run(store.db, "VACUUM INTO ?", file));

/**
 * Opens a copy of data of `people` people; makes the data in a thread if it is missing. `close`
 * removes the copy. Calls `told` with the progress in percent. Returns null if `signal` has aborted
 * it. Throws if the data cannot be made.
 */
export async function dataOf(
  people: number,
  store: Store,
  place: Place,
  signal: AbortSignal,
  told: (percent: number) => void,
): Promise<Store | null> {
  const { dataDir, baseUrl } = place;
  const options = { dataDir: join(dataDir, `people-${people}`), people, seed: seedOf(store.db), baseUrl };
  const worker = new Worker(new URL("./make-data-worker.ts", import.meta.url), { workerData: options });
  const ended = new Promise<boolean>((resolve, reject) => {
    worker.once("error", reject);
    worker.once("exit", (code) => resolve(code === 0));
  });
  worker.on("message", (made: unknown) => told(Math.floor((100 * z.number().parse(made)) / people)));
  signal.addEventListener("abort", () => void worker.terminate());
  const isMade = await ended;
  if (signal.aborted) return null;
  if (!isMade) throw new Error("the thread that makes the data has ended early");
  return openCopy(place, (file) => copyFile(databaseIn(options.dataDir), file, constants.COPYFILE_FICLONE));
}

/**
 * Opens the database that `write` puts into a file. Each copy has a directory of its own: a
 * replaced copy stays open until its last request has ended.
 */
async function openCopy({ dataDir, baseUrl, now }: Place, write: (file: string) => Promise<void>): Promise<Store> {
  const directory = mkdtempSync(join(dataDir, `${prefix}-`));
  const remove = (): void => {
    try {
      rmSync(directory, { recursive: true, force: true });
    } catch {
      // The next start removes it.
    }
  };
  try {
    await write(databaseIn(directory));
    const copy = await openStore({ dataDir: directory, people: undefined, seed: undefined, baseUrl, now });
    return {
      ...copy,
      close() {
        copy.close();
        remove();
      },
    };
  } catch (fault) {
    remove();
    throw fault;
  }
}
