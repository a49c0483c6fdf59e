import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { type CaCertificateState, type RevocationReason, revocationReasons } from "#shared/domain/states.ts";
import { type CaRecord, CaRefused, type CaStatus } from "./ca.ts";

/** An entry of the CRL. `revokedAt` is ISO 8601 UTC. */
export interface Revocation {
  readonly serial: string;
  readonly reason: RevocationReason;
  readonly revokedAt: string;
}

const revocationRow = z.object({ serial: z.string(), reason: z.enum(revocationReasons), revokedAt: z.string() });
const recordRow = z.object({
  serial: z.string(),
  subject: z.string(),
  purpose: z.enum(["authentication", "signature", "encryption"]),
  notBefore: z.string(),
  notAfter: z.string(),
});

export type Statuses = ReturnType<typeof openStatuses>;

/**
 * Opens the CA's records and their statuses. Nothing is kept in memory: all of it runs in the
 * caller's transaction, and a rollback undoes it.
 */
export function openStatuses(db: DatabaseSync, now: () => Date) {
  const insertRecord = db.prepare("INSERT INTO ca_record VALUES (?, ?, ?, ?, ?)");
  const selectRecord = db.prepare(
    `SELECT serial, subject, purpose, not_before AS notBefore, not_after AS notAfter FROM ca_record WHERE serial = ?`,
  );
  const columns = "serial, reason, revoked_at AS revokedAt";
  const selectRevocation = db.prepare(`SELECT ${columns} FROM ca_revocation WHERE serial = ?`);
  const selectRevocations = db.prepare(`SELECT ${columns} FROM ca_revocation ORDER BY serial`);
  const insertRevocation = db.prepare("INSERT INTO ca_revocation VALUES (?, ?, ?)");
  const updateReason = db.prepare("UPDATE ca_revocation SET reason = ? WHERE serial = ?");
  const deleteRevocation = db.prepare("DELETE FROM ca_revocation WHERE serial = ?");
  const forgetDer = db.prepare("DELETE FROM ca_certificate WHERE serial = ?");
  const setNotAfter = db.prepare("UPDATE ca_record SET not_after = ? WHERE serial = ?");
  const countChange = db.prepare("UPDATE ca_status_change SET count = count + 1");

  function find(serial: string): CaRecord | null {
    const row = selectRecord.get(serial);
    return row === undefined ? null : recordRow.parse(row);
  }

  /** Returns the record; throws CaRefused if there is none. */
  function record(serial: string): CaRecord {
    const found = find(serial);
    // No serial in the message: it may end in a log.
    if (found === null) throw new CaRefused("The CA has issued no certificate with this serial number.");
    return found;
  }

  function revocation(serial: string): Revocation | null {
    const row = selectRevocation.get(serial);
    return row === undefined ? null : revocationRow.parse(row);
  }

  /**
   * Returns the status. A revocation outlives the certificate, a hold does not: an expired
   * certificate can be neither released nor revoked.
   */
  function status(serial: string): CaStatus {
    const { notAfter } = record(serial);
    const revoked = revocation(serial);
    const asked = now();
    const asOf = asked.toISOString();
    if (revoked !== null && revoked.reason !== "certificateHold") {
      return { status: "revoked", reason: revoked.reason, asOf };
    }
    if (asked > new Date(notAfter)) return { status: "expired", reason: null, asOf };
    if (revoked !== null) return { status: "onHold", reason: revoked.reason, asOf };
    return { status: "valid", reason: null, asOf };
  }

  function demand(serial: string, operation: string, allowed: readonly CaCertificateState[]): CaStatus {
    const present = status(serial);
    if (!allowed.includes(present.status)) {
      throw new CaRefused(`${operation} is refused: in the CA the certificate is ${present.status}.`);
    }
    return present;
  }

  /**
   * Registers certificates. Throws the database's error for a serial that is on record already or
   * is not a serial number.
   */
  function register(records: Iterable<CaRecord>): void {
    for (const each of records) {
      insertRecord.run(each.serial, each.subject, each.purpose, each.notBefore, each.notAfter);
    }
  }

  return {
    find,
    record,
    revocation,
    status,
    register,
    /**
     * Accepts a revoked certificate that has expired, unlike `revoke`: a revocation outlives it.
     */
    replaceAll(records: Iterable<CaRecord & { readonly reason: RevocationReason | null }>): void {
      db.exec("DELETE FROM ca_certificate; DELETE FROM ca_revocation; DELETE FROM ca_record");
      const at = now().toISOString();
      for (const each of records) {
        register([each]);
        if (each.reason !== null) insertRevocation.run(each.serial, each.reason, at);
      }
      countChange.run();
    },
    endAt(serial: string, notAfter: string): void {
      record(serial);
      forgetDer.run(serial);
      setNotAfter.run(notAfter, serial);
    },
    hold(serial: string): void {
      const { asOf } = demand(serial, "Hold", ["valid"]);
      insertRevocation.run(serial, "certificateHold", asOf);
      countChange.run();
    },
    release(serial: string): void {
      demand(serial, "Release hold", ["onHold"]);
      deleteRevocation.run(serial);
      countChange.run();
    },
    revoke(serial: string, reason: RevocationReason): void {
      if (reason === "certificateHold") throw new CaRefused("A revocation for good cannot be a certificateHold.");
      const { status, asOf } = demand(serial, "Revoke", ["valid", "onHold"]);
      // The date stays that of the hold (ITU-T X.509, reason code extension): there was no moment
      // of trust in between.
      if (status === "onHold") updateReason.run(reason, serial);
      else insertRevocation.run(serial, reason, asOf);
      countChange.run();
    },
    /** Yields the entries of the CRL, by serial. */
    *revocations(): Generator<Revocation> {
      for (const row of selectRevocations.iterate()) yield revocationRow.parse(row);
    },
  };
}
