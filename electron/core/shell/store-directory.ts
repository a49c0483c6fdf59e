import { createHash } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Environments } from "#shared/ipc/environments.ts";

/** Name of the folder in the data directory. */
const folder = "environments";

/**
 * Returns the directory of an environment's offline store. Each address has its own, so that data
 * of one back end is never sent to another, and an address that is put back finds its entries
 * again. The environment of the flags uses the data directory itself, as before there were
 * environments.
 */
export function storeDirectory(dataDirectory: string, { current, isFixed }: Environments): string {
  if (isFixed) return dataDirectory;
  const url = URL.parse(current?.url ?? "");
  const name = url === null ? "none" : hashOf(`${url.origin}${url.pathname.replace(/\/+$/, "")}`);
  return join(dataDirectory, folder, name);
}

/**
 * Lists the existing directories of `storeDirectory` for environments; none if they cannot be read.
 */
export function environmentDirectories(dataDirectory: string): string[] {
  try {
    return readdirSync(join(dataDirectory, folder)).map((name) => join(dataDirectory, folder, name));
  } catch {
    return [];
  }
}

const hashOf = (address: string): string => createHash("sha256").update(address).digest("hex").slice(0, 16);
