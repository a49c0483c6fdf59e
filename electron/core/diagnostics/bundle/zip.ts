import { promisify } from "node:util";
import { crc32, inflateRaw } from "node:zlib";
import { fromBufferPromise, type Entry, type ZipFile } from "yauzl";
import { fail, ok, operatorError, type Result } from "#shared/errors.ts";
import { bundleParts, manifestName, type BundleFault } from "#shared/ipc/bundle.ts";
import { bundleLimits } from "./limits.ts";

const entryNames = [manifestName, ...bundleParts] as const;
type EntryName = (typeof entryNames)[number];

/**
 * The known entries of a zip, with sizes and methods that a bundle may have; none is inflated yet.
 */
export interface Entries {
  readonly names: readonly EntryName[];
  /** Whether there is an entry that no bundle has: a path, a link, a folder, another name. */
  readonly hasForeign: boolean;
  /** Inflates one entry; checks its size and CRC-32. */
  read(name: EntryName): Promise<Result<Buffer>>;
}

/** Returns the error for a file that is not a bundle, or a damaged one. */
export const unreadable = (reason: BundleFault, details = ""): Result<never> =>
  fail(operatorError("bundle-unreadable", { reason }, details));
/** Returns the error for a file, or a part of it, that is larger than that of any bundle. */
export const tooLarge = (details: string): Result<never> => fail(operatorError("bundle-too-large", {}, details));

const inflate = promisify(inflateRaw);
const methods = { stored: 0, deflate: 8 } as const;
/**
 * File types in the upper half of the external attributes (`st_mode` of POSIX); 0 if the writing
 * system set none.
 */
const fileTypes = { mask: 0o170_000, none: 0, regular: 0o100_000 } as const;
/** More entries than any bundle has. */
const mostEntries = 20;

/**
 * Reads the directory of a zip. Compares names as bytes, so that no decoding turns one into
 * another. Writes nothing to disk.
 */
export async function readEntries(bytes: Buffer): Promise<Result<Entries>> {
  const zip = await openZip(bytes);
  if (zip === null) return unreadable("no-zip");
  const found = new Map<EntryName, Entry>();
  let hasForeign = false;
  let count = 0;
  try {
    for await (const entry of zip.eachEntry()) {
      count += 1;
      if (count > mostEntries) return unreadable("foreign", `more than ${mostEntries} entries`);
      const name = nameOf(entry);
      if (name === undefined) hasForeign = true;
      else if (found.has(name)) return unreadable("twice", name);
      else found.set(name, entry);
    }
  } catch {
    return unreadable("damaged");
  }
  for (const [name, entry] of found) {
    if (entry.isEncrypted()) return unreadable("encrypted", name);
    if (!isKnownMethod(entry)) return unreadable("method", `${name}: method ${entry.compressionMethod}`);
    if (entry.uncompressedSize > bundleLimits.part[name]) return tooLarge(`${name}: ${entry.uncompressedSize} bytes`);
  }
  return ok({
    names: [...found.keys()],
    hasForeign,
    async read(name) {
      const entry = found.get(name);
      return entry === undefined ? unreadable("damaged", name) : content(zip, bytes, entry, name);
    },
  });
}

async function openZip(bytes: Buffer): Promise<ZipFile | null> {
  try {
    return await fromBufferPromise(bytes, { decodeStrings: false });
  } catch {
    return null;
  }
}

/** Returns the name of an entry; undefined if no bundle has such an entry. */
function nameOf({ fileNameRaw, externalFileAttributes }: Entry): EntryName | undefined {
  const type = (externalFileAttributes >>> 16) & fileTypes.mask;
  if (type !== fileTypes.none && type !== fileTypes.regular) return undefined;
  const name = fileNameRaw.toString("latin1");
  return entryNames.find((known) => known === name);
}

const isKnownMethod = ({ compressionMethod }: Entry): boolean =>
  compressionMethod === methods.stored || compressionMethod === methods.deflate;

/**
 * Inflates an entry, never beyond the size in the directory, which is within the limits. The CRC-32
 * and the name in the entry's own header reveal entries that share their bytes.
 */
async function content(zip: ZipFile, bytes: Buffer, entry: Entry, name: EntryName): Promise<Result<Buffer>> {
  try {
    const header = await zip.readLocalFileHeaderPromise(entry);
    if (!header.fileName.equals(entry.fileNameRaw)) return unreadable("damaged", name);
    const packed = bytes.subarray(header.fileDataStart, header.fileDataStart + entry.compressedSize);
    const isStored = entry.compressionMethod === methods.stored;
    // zlib does not accept a limit of 0; `isWhole` rejects an empty part that inflates to one byte.
    const limit = { maxOutputLength: Math.max(1, entry.uncompressedSize) };
    const inflated = isStored ? packed : await inflate(packed, limit);
    const isWhole = inflated.length === entry.uncompressedSize && crc32(inflated) === entry.crc32;
    return isWhole ? ok(inflated) : unreadable("damaged", name);
  } catch {
    return unreadable("damaged", name);
  }
}
