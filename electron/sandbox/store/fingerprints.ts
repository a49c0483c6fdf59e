import { hash } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { first, run } from "./sql.ts";

/**
 * Stores the fingerprint of a certificate (DER) that is handed out, so that a card that holds it
 * can be identified.
 */
export function keepFingerprint(db: DatabaseSync, serial: string, certificate: Uint8Array): void {
  run(db, "INSERT OR IGNORE INTO fingerprints VALUES (?, ?)", hash("sha256", certificate), serial);
}

/**
 * Returns the serial number of the certificate with this SHA-256 (lower-case hexadecimal), if it
 * was ever handed out.
 */
export const findFingerprint = (db: DatabaseSync, sha256: string): string | undefined =>
  first(db, z.object({ serial: z.string() }), "SELECT serial FROM fingerprints WHERE sha256 = ?", sha256)?.serial;
