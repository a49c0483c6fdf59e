import { statfs } from "node:fs/promises";
import { finding, type Check } from "./check.ts";

const megabyte = 1_000_000;
/** Free megabytes below which space should be freed, and below which work stops soon. */
const limits = { little: 500, full: 50 } as const;

/** Returns the free bytes for this user on the disk of a directory. */
export type FreeBytes = (directory: string) => Promise<number>;

export const freeBytes: FreeBytes = async (directory) => {
  const { bavail, bsize } = await statfs(directory);
  return bavail * bsize;
};

/** Checks the free space on the disk of a directory. */
export const diskCheck = (directory: string, free: FreeBytes = freeBytes): Check => ({
  id: "disk",
  async ask() {
    const left = await free(directory).catch(() => null);
    if (left === null) return finding("unknown.no-directory");
    const megabytes = Math.floor(left / megabyte);
    if (megabytes < limits.full) return finding("disk.full", { megabytes });
    return finding(megabytes < limits.little ? "disk.little" : "disk.enough", { megabytes });
  },
});
