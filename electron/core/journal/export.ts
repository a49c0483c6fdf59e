import { mkdir, open } from "node:fs/promises";
import { join } from "node:path";
import { CompactSign } from "jose";
import { canonical } from "#shared/domain/journal.ts";
import { deviceOf } from "../store/device.ts";
import type { Journal } from "./queue.ts";

/** The `typ` of an exported journal's header. */
const exportType = "carddesk-journal+jws";

/**
 * Writes a journal for the security officer and answers the path of the file. The file is a compact
 * JWS (ES256) with the device's public key in its header. The payload is canonical JSON: each entry
 * with its signature and state, the grants, and the stored rows, also unreadable ones.
 */
export async function exportJournal(
  directory: string,
  { device, record, entries }: Journal,
  raw: readonly { readonly seq: number; readonly sealed: string }[],
  pkcs8: Uint8Array,
  now: Date,
): Promise<string> {
  const signer = deviceOf(pkcs8);
  const asSigned = entries.map(({ stored, state }) => ({ signed: stored, state }));
  const content = { device, exportedAt: now.toISOString(), record, entries: asSigned, raw };
  const jws = await new CompactSign(Buffer.from(canonical(content)))
    .setProtectedHeader({ alg: "ES256", typ: exportType, jwk: signer.publicKey })
    .sign(signer.privateKey);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, `journal-${device}-${now.toISOString().replace(/[:.]/g, "-")}.jws`);
  const handle = await open(file, "wx", 0o600);
  try {
    await handle.writeFile(jws);
    await handle.sync();
  } finally {
    await handle.close();
  }
  return file;
}
