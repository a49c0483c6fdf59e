import { closeSync, existsSync, openSync, readFileSync, readSync } from "node:fs";

/**
 * `PRAGMA user_version` in the first page (https://www.sqlite.org/fileformat2.html, section 1.3).
 */
const header = { magic: "SQLite format 3\0", version: 60, length: 100 } as const;

/** Octets of the headers of a WAL and of each of its frames (section 4.1 of the same document). */
const wal = { header: 32, frame: 24 } as const;

/**
 * Reads the version of a database from its file and its WAL without SQLite, which would write to
 * both: it creates files to read a database in WAL mode and copies the WAL back when it closes. 0
 * if the file is no database.
 */
export function versionInFile(file: string): number {
  return Math.max(versionInMain(file), versionInWal(`${file}-wal`));
}

function versionInMain(file: string): number {
  if (!existsSync(file)) return 0;
  const start = Buffer.alloc(header.length);
  const handle = openSync(file, "r");
  try {
    readSync(handle, start, 0, header.length, 0);
  } finally {
    closeSync(handle);
  }
  return start.toString("latin1", 0, header.magic.length) === header.magic ? start.readInt32BE(header.version) : 0;
}

/**
 * Returns the highest version in a first page of this WAL; an uncommitted page of a newer program
 * counts too.
 */
function versionInWal(file: string): number {
  if (!existsSync(file)) return 0;
  const content = readFileSync(file);
  if (content.length < wal.header) return 0;
  const pageSize = content.readUInt32BE(8);
  if (pageSize < header.length) return 0;
  const salts = content.subarray(16, 24);
  let found = 0;
  const step = wal.frame + pageSize;
  for (let at = wal.header; at + step <= content.length; at += step) {
    // Frames with other salts were written before the last checkpoint.
    if (!content.subarray(at + 8, at + 16).equals(salts)) break;
    if (content.readUInt32BE(at) === 1) found = Math.max(found, content.readInt32BE(at + wal.frame + header.version));
  }
  return found;
}
