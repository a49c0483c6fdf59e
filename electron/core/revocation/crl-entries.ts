import { id_ce_certificateIssuer, id_ce_cRLReasons, id_ce_invalidityDate } from "@peculiar/asn1-x509";
import { sameBytes } from "./certificate.ts";
import { DerError, DerReader, readWhole, tags } from "./der.ts";
import { readExtensions, unknownCritical, type Extensions } from "./extensions.ts";
import { readReason, revocation, type Revocation } from "./reason.ts";

/** The revoked certificates of a CRL, found by serial. */
export interface CrlEntries {
  readonly kind: "entries";
  readonly count: number;
  /** By the bytes of the serial's INTEGER; null when it is not listed. */
  find(serialInteger: Uint8Array): Revocation | null;
}

/** An entry that may not be passed over (RFC 5280 section 5.3): the whole CRL is of no use then. */
export interface EntryObstacle {
  readonly kind: "obstacle";
  readonly why: "indirect-not-supported" | "unknown-critical-extension";
  readonly detail: string;
}

/**
 * Checks every entry of `revokedCertificates` once and keeps no more of each than its place, in a hash table of open
 * addressing: 100,000 entries cost some two megabytes beside their own bytes. Throws DerError, also for a serial that is listed twice.
 */
export function indexEntries(list: DerReader): CrlEntries | EntryObstacle {
  const { bytes } = list;
  const starts: number[] = [];
  while (list.more) {
    const { start, valueStart, end } = list.next(tags.sequence);
    const { extensions } = readEntry(new DerReader(bytes, valueStart, end));
    const obstacle = extensions === null ? null : obstacleIn(extensions);
    if (obstacle !== null) return obstacle;
    starts.push(start);
  }

  /** Start of an entry plus one, so that zero is an empty slot; never more than half full. */
  const slots = new Uint32Array(2 ** Math.ceil(Math.log2(starts.length + 1) + 1));
  const entryAt = (start: number): Entry => readEntry(new DerReader(bytes, start).inside(tags.sequence));

  /** The slot of the serial: where it is, or the empty one where it would be. */
  function slotOf(serial: Uint8Array): number {
    let slot = hashOf(serial) % slots.length;
    for (let held = slots[slot] ?? 0; held !== 0; held = slots[slot] ?? 0) {
      if (sameBytes(entryAt(held - 1).serial, serial)) break;
      slot = (slot + 1) % slots.length;
    }
    return slot;
  }

  for (const start of starts) {
    const slot = slotOf(entryAt(start).serial);
    if (slots[slot] !== 0) throw new DerError("a serial that is listed twice");
    slots[slot] = start + 1;
  }

  return {
    kind: "entries",
    count: starts.length,
    find(serialInteger) {
      const held = slots[slotOf(withoutZeros(serialInteger))] ?? 0;
      if (held === 0) return null;
      const { time, extensions } = entryAt(held - 1);
      return revocation(extensions === null ? "unspecified" : reasonIn(extensions), time);
    },
  };
}

interface Entry {
  /** Without leading zeros. */
  readonly serial: Uint8Array;
  /** Milliseconds since 1970. */
  readonly time: number;
  readonly extensions: Extensions | null;
}

function readEntry(entry: DerReader): Entry {
  const serial = withoutZeros(entry.value(tags.integer));
  const time = entry.time();
  const list = entry.insideIf(tags.sequence);
  entry.finish();
  return { serial, time, extensions: list === null ? null : readExtensions(list) };
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

function reasonIn(extensions: Extensions): ReturnType<typeof readReason> {
  const reason = extensions.get(id_ce_cRLReasons);
  if (reason === undefined) return "unspecified";
  return readReason(readWhole(reason.value, (reader) => reader.value(tags.enumerated)));
}

function withoutZeros(integer: Uint8Array): Uint8Array {
  const first = integer.findIndex((byte) => byte !== 0);
  return first <= 0 ? integer : integer.subarray(first);
}

/** FNV-1a, 32 bits. */
function hashOf(bytes: Uint8Array): number {
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}
