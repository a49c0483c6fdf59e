import { randomBytes } from "node:crypto";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runChecks, type Check } from "../../../electron/core/health/check.ts";
import {
  dataDirectoryCheck,
  foreignDirectoryCheck,
  logFileCheck,
} from "../../../electron/core/health/data-directory.ts";
import { databaseCheck } from "../../../electron/core/health/database.ts";
import { diskCheck, freeBytes } from "../../../electron/core/health/disk.ts";
import { fileCopyCheck } from "../../../electron/core/health/file-copy.ts";
import { keyFileCheck, keyVaultCheck } from "../../../electron/core/health/key-vault.ts";
import { keyFile } from "../../../electron/core/shell/key-file.ts";
import { openLog } from "../../../electron/core/shell/log-file.ts";
import { openStore } from "../../../electron/core/store/store.ts";
import { fromStore } from "../../../electron/core/store/store-fault.ts";
import { FullDisk } from "../../fixtures/full-disk.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "carddesk-health-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** Runs a check and returns its level, code and reason. */
async function found(check: Check): Promise<string> {
  let said = "";
  await runChecks([check], 10_000, ({ level, code, params }) => {
    said = [level, code, params.reason].filter((part) => part !== undefined).join(" ");
  });
  return said;
}

/** Returns every file of the directory with its content, time and mode. */
const contents = (): unknown[] =>
  readdirSync(directory).map((name) => {
    const { mtimeMs, mode } = statSync(join(directory, name));
    return [name, mtimeMs, mode, readFileSync(join(directory, name)).toString("base64")];
  });

test("the disk: enough from 500 MB on, full below 50 MB", async () => {
  const megabytes = (free: number) => diskCheck(directory, async () => free * 1_000_000);
  expect(await found(megabytes(500))).toBe("good disk.enough");
  expect(await found(megabytes(499))).toBe("attention disk.little");
  expect(await found(megabytes(50))).toBe("attention disk.little");
  expect(await found(megabytes(49))).toBe("bad disk.full");
  expect(await found(diskCheck(join(directory, "nowhere")))).toBe("unknown unknown.no-directory");
  expect(await freeBytes(directory)).toBeGreaterThan(0);
});

test("the data directory: an unwritable one is bad with its error code, and the probe leaves no file", async () => {
  expect(await found(dataDirectoryCheck(directory))).toBe("good data-directory.writable");
  expect(readdirSync(directory)).toEqual([]);
  writeFileSync(join(directory, "file"), "");
  const under = join(directory, "file", "data");
  expect(await found(dataDirectoryCheck(under))).toBe("bad data-directory.unwritable ENOTDIR");
  expect(await found(foreignDirectoryCheck(directory))).toBe("good data-directory.writable");
  expect(await found(foreignDirectoryCheck(under))).toBe("bad data-directory.missing");
});

test("the log: a directory in its place is bad, a log that does not exist yet is good", async () => {
  expect(await found(logFileCheck(directory))).toBe("good log.writable");
  mkdirSync(join(directory, "carddesk.log"));
  expect(await found(logFileCheck(directory))).toBe("bad log.unwritable EISDIR");
});

test("the log of a running program is bad if its last line could not be written, as on a full disk", async () => {
  symlinkSync("/dev/full", join(directory, "carddesk.log"));
  const log = openLog(directory);
  expect(await found(logFileCheck(directory, log))).toBe("good log.writable");
  log.info({ session: "active" }, "session");
  expect(await found(logFileCheck(directory, log))).toBe("bad log.unwritable ENOSPC");
  rmSync(join(directory, "carddesk.log"));
  log.info({ session: "active" }, "session");
  expect(await found(logFileCheck(directory, log))).toBe("good log.writable");
});

test("the key vault: empty, usable or unusable; a key that the system has sealed is unknown from outside", async () => {
  const vault = keyFile(directory, "");
  const inside = keyVaultCheck(vault, async () => undefined);
  expect(await found(inside)).toBe("bad key-vault.unusable");
  expect(await found(keyFileCheck(vault))).toBe("good key-vault.empty");
  await vault.write("offline-store", randomBytes(32));
  expect(await found(inside)).toBe("good key-vault.usable");
  expect(await found(keyFileCheck(vault))).toBe("good key-vault.usable");
  await vault.write("offline-store", randomBytes(67));
  expect(await found(inside)).toBe("bad key-vault.unusable");
  expect(await found(keyFileCheck(vault))).toBe("unknown unknown.sealed");
  writeFileSync(join(directory, "keys.json"), "{half");
  expect(await found(inside)).toBe("bad key-vault.unusable");
  expect(await found(keyFileCheck(vault))).toBe("bad key-vault.unusable");
});

test("a database on a full disk is reported as unusable, not as damaged", async () => {
  const isSound = () =>
    fromStore(async () => {
      const connectTo = (file: string): FullDisk => Object.assign(new FullDisk(file), { left: 0 });
      return openStore(join(directory, "offline.db"), randomBytes(32), { connectTo }).isSound();
    });
  expect(await found(databaseCheck({ isSound, keptAside: () => false }))).toBe("bad database.unusable disk-full");
});

test("a database is checked from outside by a copy, and nothing in its directory changes", async () => {
  const file = join(directory, "offline.db");
  const check = fileCopyCheck(directory);
  expect(await found(check)).toBe("good database.none");
  // As after a kill: the database has a WAL.
  copyFileSync("test/fixtures/databases/v3.db", file);
  const db = new DatabaseSync(file);
  db.exec("PRAGMA journal_mode = WAL; CREATE TABLE more(a); INSERT INTO more VALUES (1)");
  const before = contents();
  expect(await found(check)).toBe("good database.sound");
  expect(contents()).toEqual(before);
  db.close();
});

test("a database of a newer version is distinguished from a damaged one, and neither is changed", async () => {
  const file = join(directory, "offline.db");
  copyFileSync("test/fixtures/databases/v3.db", file);
  const db = new DatabaseSync(file);
  db.exec("PRAGMA user_version = 99");
  db.close();
  const newer = contents();
  expect(await found(fileCopyCheck(directory))).toBe("bad database.newer");
  expect(contents()).toEqual(newer);

  copyFileSync("test/fixtures/databases/v3.db", file);
  truncateSync(file, Math.floor(statSync(file).size / 2 / 4096) * 4096);
  const half = contents();
  expect(await found(fileCopyCheck(directory))).toBe("bad database.damaged");
  expect(contents()).toEqual(half);

  writeFileSync(file, "this is no database, but who knows what it was ".repeat(100));
  expect(await found(fileCopyCheck(directory))).toBe("bad database.damaged");
  writeFileSync(file, "");
  expect(await found(fileCopyCheck(directory))).toBe("bad database.damaged");
});
