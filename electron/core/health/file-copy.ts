import { copyFile, mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { unsavedName } from "../store/database.ts";
import { latestVersion } from "../store/migrations.ts";
import { first } from "../store/sql.ts";
import { storeFault } from "../store/store-fault.ts";
import { versionInFile } from "../store/version-in-file.ts";
import { finding, type Check, type Finding } from "./check.ts";
import { codeOf } from "./data-directory.ts";

/**
 * Checks the database from outside, on a copy: SQLite would write files beside the original and
 * take locks that the running program does not expect. A copy is as good as the file if nothing was
 * written meanwhile.
 */
export const fileCopyCheck = (directory: string): Check => ({
  id: "database",
  async ask() {
    const file = join(directory, "offline.db");
    // The next start of the program saves its rows.
    if ((await written(unsavedName(file))) !== null) return finding("database.damaged");
    if ((await written(file)) === null) return finding("database.none");
    try {
      if (versionInFile(file) > latestVersion) return finding("database.newer");
      return (await checkCopy(file)) ?? (await checkCopy(file)) ?? finding("unknown.in-use");
    } catch (fault) {
      return finding("database.unusable", { reason: codeOf(fault) });
    }
  },
});

/** Checks a copy; null if the file was written meanwhile. */
async function checkCopy(file: string): Promise<Finding | null> {
  const copies = await mkdtemp(join(tmpdir(), "carddesk-doctor-"));
  try {
    const before = await stateOf(file);
    const copy = join(copies, "offline.db");
    await copyFile(file, copy);
    await copyFile(`${file}-wal`, `${copy}-wal`).catch(ignoreAbsent);
    if ((await stateOf(file)) !== before) return null;
    return finding(isSound(copy) ? "database.sound" : "database.damaged");
  } finally {
    await rm(copies, { recursive: true, force: true });
  }
}

const stateOf = async (file: string): Promise<string> =>
  JSON.stringify([await written(file), await written(`${file}-wal`)]);

/** Returns the time of the last write, the size and the inode of a file; null if there is none. */
async function written(file: string): Promise<string | null> {
  const found = await stat(file, { bigint: true }).catch(ignoreAbsent);
  return found === undefined ? null : `${found.mtimeNs} ${found.size} ${found.ino}`;
}

function isSound(file: string): boolean {
  try {
    const db = new DatabaseSync(file);
    try {
      const found = first(db, z.object({ quick_check: z.string() }), "PRAGMA quick_check(1)");
      // For SQLite an empty file is a sound database, but CardDesk never writes one.
      const tables = first(db, z.object({ count: z.number() }), "SELECT count(*) AS count FROM sqlite_schema");
      return found?.quick_check === "ok" && (tables?.count ?? 0) > 0;
    } finally {
      db.close();
    }
  } catch (fault) {
    if (storeFault(fault).error.code === "store-damaged") return false;
    throw fault;
  }
}

function ignoreAbsent(fault: unknown): undefined {
  if (codeOf(fault) === "ENOENT") return undefined;
  throw fault;
}
