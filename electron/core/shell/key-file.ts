import { randomUUID } from "node:crypto";
import { chmod, mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { z } from "zod";
import { createTurns } from "#shared/turns.ts";
import type { KeyVault } from "../ports.ts";

/** The note in a key file that the operating system's key store does not protect. */
export const unprotected =
  "Keys of CardDesk. This file protects less than the key store of an operating system: whoever can read it can read the offline data beside it.";

const keyFileSchema = z.object({ note: z.string(), keys: z.record(z.string(), z.base64()) });

/**
 * Creates a key vault in `keys.json` in the data directory, mode 0600; `note` states its
 * protection. The file is replaced atomically and synced to disk. An unreadable file is an error
 * and never replaced.
 */
export function keyFile(dataDirectory: string, note: string): KeyVault {
  const file = join(dataDirectory, "keys.json");
  const inTurn = createTurns();

  async function readKeys(): Promise<Record<string, string>> {
    const text = await readFile(file, "utf8").catch((fault: unknown) => {
      if (fault instanceof Error && "code" in fault && fault.code === "ENOENT") return null;
      throw fault;
    });
    if (text === null) return {};
    await chmod(file, 0o600);
    const parsed = keyFileSchema.safeParse(parseJson(text));
    if (!parsed.success) throw new Error("keys.json is not a key file");
    return parsed.data.keys;
  }

  async function replace(keys: Record<string, string>): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const next = `${file}.${randomUUID()}`;
    try {
      const handle = await open(next, "wx", 0o600);
      try {
        await handle.writeFile(JSON.stringify({ note, keys }, null, 2));
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(next, file);
    } catch (fault) {
      await rm(next, { force: true });
      throw fault;
    }
    await syncDirectory(dirname(file));
  }

  return {
    async read(name) {
      const found = (await readKeys())[name];
      return found === undefined ? null : Buffer.from(found, "base64");
    },
    write: (name, secret) =>
      inTurn(async () => replace({ ...(await readKeys()), [name]: Buffer.from(secret).toString("base64") })),
  };
}

/** Syncs the rename to disk. Windows cannot open a directory and does not need it. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(directory, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
