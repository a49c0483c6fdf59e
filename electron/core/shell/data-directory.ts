import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#shared/start-error.ts";

/** The permissions that another user has. */
const others = 0o077;

/** Files by which a data directory is known, also one that an earlier version has left open. */
const ownFiles = ["carddesk.log", "keys.json", "lock", "offline.db", "settings.json"];

/**
 * Makes the data directory, and closes it to other users: the directory gets mode 0700, its files
 * and all that this process makes from now on 0600. Throws StartError for a directory of another
 * user, and for one with other files in it, which may be open on purpose. Windows has no modes: a
 * directory there inherits the access list of the user's profile.
 */
export function closeDataDirectory(directory: string): void {
  process.umask(others);
  if (process.getuid === undefined) return;
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch {
    throw new StartError(`the data directory ${directory} cannot be made`);
  }
  const { uid, mode } = statSync(directory);
  if (uid !== process.getuid()) throw new StartError(`the data directory ${directory} belongs to another user`);
  const entries = readdirSync(directory, { withFileTypes: true });
  if ((mode & others) !== 0) {
    if (entries.length > 0 && !entries.some(({ name }) => ownFiles.includes(name)))
      throw new StartError(`other users can read ${directory}: name another data directory, or close it (chmod 700)`);
    chmodSync(directory, 0o700);
  }
  for (const { name } of entries.filter((entry) => entry.isFile())) {
    const file = join(directory, name);
    chmodSync(file, statSync(file).mode & ~others);
  }
}
