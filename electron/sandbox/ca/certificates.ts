import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { CaRecord } from "./ca.ts";
import { issueEndEntity } from "./end-entity.ts";
import { type KeyedCertificate, type KeyedCertificateDer, toDer } from "./issue.ts";

const storedRow = z.object({ certificate: z.instanceof(Uint8Array), privateKey: z.instanceof(Uint8Array) });

/**
 * Returns a function that gives the certificate of a record with its key: made on the first
 * request, and kept.
 */
export function openCertificates(
  db: DatabaseSync,
  issuing: KeyedCertificate,
  baseUrl: string,
): (record: CaRecord) => Promise<KeyedCertificateDer> {
  const select = db.prepare("SELECT certificate, private_key AS privateKey FROM ca_certificate WHERE serial = ?");
  const insert = db.prepare("INSERT OR IGNORE INTO ca_certificate (serial, certificate, private_key) VALUES (?, ?, ?)");

  function find(serial: string): KeyedCertificateDer | null {
    const row = select.get(serial);
    if (row === undefined) return null;
    const { certificate, privateKey } = storedRow.parse(row);
    return { certificate: Buffer.from(certificate), privateKey: Buffer.from(privateKey) };
  }

  return async (record) => {
    const kept = find(record.serial);
    if (kept !== null) return kept;
    const made = toDer(await issueEndEntity(record, issuing, baseUrl));
    insert.run(record.serial, made.certificate, made.privateKey);
    // If two requests made one at the same time, the first one stored counts.
    return find(record.serial) ?? made;
  };
}
