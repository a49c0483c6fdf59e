import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Environments } from "#shared/ipc/environments.ts";

/**
 * Where the offline store of an environment lies: nothing that is kept for one back end is ever
 * sent to another, and an address that is put back finds its entries again. The one of the flags
 * uses the data directory itself, as before there were environments.
 */
export function storeDirectory(dataDirectory: string, { current, isFixed }: Environments): string {
  if (isFixed) return dataDirectory;
  const url = URL.parse(current?.url ?? "");
  const name = url === null ? "none" : hashOf(`${url.origin}${url.pathname.replace(/\/+$/, "")}`);
  return join(dataDirectory, "environments", name);
}

const hashOf = (address: string): string => createHash("sha256").update(address).digest("hex").slice(0, 16);
