import { sign } from "node:crypto";
import { closeSync, fsyncSync, mkdirSync, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { canonical } from "#shared/domain/journal.ts";
import { deviceOf } from "./device.ts";
import type { DeviceJournal } from "./journal-table.ts";

/** The `typ` of an exported journal's header. */
const exportType = "carddesk-journal+jws";

/** The directory of an export, and the device key (PKCS #8 DER) that signs it. */
export interface ExportTo {
  readonly directory: string;
  readonly pkcs8: Uint8Array;
  readonly now: Date;
}

/**
 * Writes a journal for the security officer and returns the path of the file. The file is a compact
 * JWS (RFC 7515, ES256) with the device's public key in its header. The payload is canonical JSON:
 * each entry with its signature and state, the grants, and the stored rows, including unreadable
 * ones.
 */
export function exportJournal(
  { device, record, entries }: DeviceJournal,
  raw: readonly { readonly seq: number; readonly sealed: string }[],
  { directory, pkcs8, now }: ExportTo,
): string {
  const { publicKey, privateKey } = deviceOf(pkcs8);
  const asSigned = entries.map(({ stored, state }) => ({ signed: stored, state }));
  const header = { alg: "ES256", typ: exportType, jwk: publicKey };
  const content = { device, exportedAt: now.toISOString(), record, entries: asSigned, raw };
  const signed = [header, content].map((part) => Buffer.from(canonical(part)).toString("base64url")).join(".");
  const signature = sign("sha256", Buffer.from(signed), { key: privateKey, dsaEncoding: "ieee-p1363" });
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // The database holds the id unencrypted: an altered id must not lead to another directory.
  const name = device.replaceAll(/[^\w-]/g, "_").slice(0, 64);
  const path = join(directory, `journal-${name}-${now.toISOString().replace(/[:.]/g, "-")}.jws`);
  const file = openSync(path, "wx", 0o600);
  try {
    writeFileSync(file, `${signed}.${signature.toString("base64url")}`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  return path;
}
