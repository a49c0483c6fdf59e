import { randomUUID } from "node:crypto";
import { access, constants, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Log } from "../log.ts";
import { finding, type Check } from "./check.ts";

/**
 * Checks whether the data directory can be written, by a small file that is removed again:
 * permissions do not show that a disk is read-only, full or broken.
 */
export const dataDirectoryCheck = (directory: string): Check => ({
  id: "data-directory",
  async ask() {
    const probe = join(directory, `health-${randomUUID()}`);
    try {
      await writeFile(probe, "CardDesk", { flag: "wx", mode: 0o600, flush: true });
      return finding("data-directory.writable");
    } catch (fault) {
      return finding("data-directory.unwritable", { reason: codeOf(fault) });
    } finally {
      await rm(probe, { force: true }).catch(() => undefined);
    }
  },
});

/**
 * Checks the same from outside, by permissions alone: writes nothing to another program's
 * directory.
 */
export const foreignDirectoryCheck = (directory: string): Check => ({
  id: "data-directory",
  async ask() {
    if ((await stat(directory).catch(() => null))?.isDirectory() !== true) return finding("data-directory.missing");
    return access(directory, constants.R_OK | constants.W_OK | constants.X_OK).then(
      () => finding("data-directory.writable"),
      (fault: unknown) => finding("data-directory.unwritable", { reason: codeOf(fault) }),
    );
  },
});

/**
 * Checks whether the log can be written, as far as its permissions show; `log`: the open log of a
 * running program.
 */
export const logFileCheck = (directory: string, log?: Log): Check => ({
  id: "log",
  async ask() {
    const state = log?.state();
    if (state?.kind === "failing") return finding("log.unwritable", { reason: state.code });
    const file = join(directory, "carddesk.log");
    const found = await stat(file).catch(() => null);
    if (found?.isDirectory() === true) return finding("log.unwritable", { reason: "EISDIR" });
    return access(found === null ? directory : file, constants.W_OK).then(
      () => finding("log.writable"),
      (fault: unknown) => finding("log.unwritable", { reason: codeOf(fault) }),
    );
  },
});

export const codeOf = (fault: unknown): string =>
  fault instanceof Error && "code" in fault ? String(fault.code) : "unknown";
