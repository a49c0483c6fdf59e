import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { StartError } from "#shared/start-error.ts";
import { forStart } from "./for-start.ts";

/** The permissions of other users. */
const others = 0o077;

/**
 * Files that identify a data directory, also one that an earlier version left open to other users.
 */
const ownFiles = ["carddesk.log", "keys.json", "lock", "offline.db", "settings.json"];

/**
 * Makes the data directory and closes it to other users: the directory gets mode 0700, and its
 * files and everything that this process makes from now on give no permissions to other users.
 * Throws StartError if it cannot be made or closed, if it belongs to another user, or if it is open
 * to other users and has files but none of CardDesk's: it may be open on purpose. Windows has no
 * modes: a directory there inherits the access list of the user's profile.
 */
export function closeDataDirectory(directory: string): void {
  process.umask(others);
  if (process.getuid === undefined) return;
  const named = `the data directory ${directory}`;
  forStart(`${named} cannot be made`, () => mkdirSync(directory, { recursive: true, mode: 0o700 }));
  const { uid, mode } = forStart(`${named} cannot be read`, () => statSync(directory));
  if (uid !== process.getuid()) throw new StartError(`${named} belongs to another user`);
  const entries = forStart(`${named} cannot be read`, () => readdirSync(directory, { withFileTypes: true }));
  if ((mode & others) !== 0) {
    if (entries.length > 0 && !entries.some(({ name }) => ownFiles.includes(name)))
      throw new StartError(`other users can read ${directory}: name another data directory, or close it (chmod 700)`);
    forStart(`${named} cannot be closed to other users`, () => chmodSync(directory, 0o700));
  }
  for (const { name } of entries.filter((entry) => entry.isFile())) {
    const file = join(directory, name);
    const close = (): void => chmodSync(file, statSync(file).mode & ~others);
    forStart(`the file ${file} cannot be closed to other users`, close);
  }
}
