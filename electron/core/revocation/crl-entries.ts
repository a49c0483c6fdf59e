import { id_ce_certificateIssuer, id_ce_cRLReasons, id_ce_invalidityDate } from "@peculiar/asn1-x509";
import type { RevocationReason } from "#shared/domain/states.ts";
import { sameBytes } from "./certificate.ts";
import { DerError, DerReader, readWhole, tags } from "./der.ts";
import { readExtensions, unknownCritical, type Extensions } from "./extensions.ts";
import { readReason, revocation, type Revocation } from "./reason.ts";

/**
 * The revoked certificates of a CRL, indexed by serial: plain data, which can be passed to another
 * thread.
 */
export interface CrlEntries {
  readonly kind: "entries";
  readonly count: number;
  /** The bytes that the positions in `slots` refer to. */
  readonly bytes: Uint8Array;
  /** Open-addressing hash table, at most half full: start of an entry plus one; zero: empty. */
  readonly slots: Uint32Array;
}

/** An entry that makes the whole CRL unusable (RFC 5280 section 5.3). */
export interface EntryObstacle {
  readonly kind: "obstacle";
  readonly why: "indirect-not-supported" | "unknown-critical-extension";
  readonly detail: string;
}

/** The smallest entry, in bytes: SEQUENCE, a serial of one byte, UTCTime. */
const shortestEntry = 20;

/** Size of the cache of checked extension lists: entries repeat the same few reasons. */
const rememberedLists = 1_000;

/**
 * Checks every entry of `revokedCertificates` and stores only its position: 100,000 entries take
 * about two megabytes besides their bytes. Throws DerError, also for a duplicate serial.
 */
export function indexEntries(list: DerReader): CrlEntries | EntryObstacle {
  const { bytes } = list;
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(list.length / shortestEntry + 1) + 1));
  const checked = new Set<string>();
  let count = 0;
  while (list.more) {
    const { start, valueStart, end } = list.next(tags.sequence);
    const entry = new DerReader(bytes, valueStart, end);
    const slot = slotOf({ bytes, slots }, readSerial(entry));
    if (slots[slot] !== 0) throw new DerError("a serial that is listed twice");
    slots[slot] = start + 1;
    count += 1;
    entry.time();
    const obstacle = entry.more ? checkExtensions(entry, checked) : null;
    if (obstacle !== null) return obstacle;
  }
  return { kind: "entries", count, bytes, slots };
}

/** Finds an entry by the bytes of the serial's INTEGER; null if it is not listed. */
export function findEntry(entries: CrlEntries, serialInteger: Uint8Array): Revocation | null {
  const held = entries.slots[slotOf(entries, withoutZeros(serialInteger))] ?? 0;
  return held === 0 ? null : readRevocation(entryAt(entries.bytes, held - 1));
}

/** Finds the slot that holds a serial, or the empty one to put it in. */
function slotOf({ bytes, slots }: Pick<CrlEntries, "bytes" | "slots">, serial: Uint8Array): number {
  let slot = hashOf(serial) % slots.length;
  for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
    if (sameBytes(readSerial(entryAt(bytes, held - 1)), serial)) break;
    slot = (slot + 1) % slots.length;
  }
  return slot;
}

const entryAt = (bytes: Uint8Array, start: number): DerReader => new DerReader(bytes, start).inside(tags.sequence);

/** Checks the extensions at the end of an entry, unless `checked` has the same bytes. */
function checkExtensions(entry: DerReader, checked: Set<string>): EntryObstacle | null {
  const list = entry.raw(tags.sequence);
  entry.finish();
  const key = Buffer.from(list.buffer, list.byteOffset, list.length).toString("latin1");
  if (checked.has(key)) return null;
  if (checked.size < rememberedLists) checked.add(key);
  return obstacleIn(readWhole(list, readExtensionList));
}

function obstacleIn(extensions: Extensions): EntryObstacle | null {
  if (extensions.has(id_ce_certificateIssuer))
    return { kind: "obstacle", why: "indirect-not-supported", detail: "an entry for a certificate of another issuer" };
  const unknown = unknownCritical(extensions, [id_ce_cRLReasons, id_ce_invalidityDate]);
  if (unknown !== null)
    return { kind: "obstacle", why: "unknown-critical-extension", detail: `${unknown} in an entry` };
  reasonIn(extensions);
  return null;
}

function readRevocation(entry: DerReader): Revocation {
  entry.next(tags.integer);
  const time = entry.time();
  return revocation(entry.more ? reasonIn(readExtensionList(entry)) : "unspecified", time);
}

const readSerial = (entry: DerReader): Uint8Array => withoutZeros(entry.value(tags.integer));
const readExtensionList = (entry: DerReader): Extensions => readExtensions(entry.inside(tags.sequence));

function reasonIn(extensions: Extensions): RevocationReason {
  const reason = extensions.get(id_ce_cRLReasons);
  if (reason === undefined) return "unspecified";
  return readReason(readWhole(reason.value, (reader) => reader.value(tags.enumerated)));
}

function withoutZeros(integer: Uint8Array): Uint8Array {
  let zeros = 0;
  while (integer[zeros] === 0) zeros += 1;
  return zeros === 0 ? integer : integer.subarray(zeros);
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < bytes.length; i += 1) hash = Math.imul(hash ^ (bytes[i] ?? 0), 0x01000193);
  return hash >>> 0;
}
