import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { encodeCrl } from "./crl.ts";
import type { KeyedCertificate } from "./issue.ts";
import type { Statuses } from "./statuses.ts";

const hour = 3_600_000;
/**
 * The time from thisUpdate to nextUpdate, and how long before nextUpdate the next CRL is made, in
 * milliseconds.
 */
const lifetime = 24 * hour;
const overlap = hour;

const crlRow = z.object({ crl: z.instanceof(Uint8Array) });
const nextRow = z.object({ number: z.number(), change: z.number() });

/**
 * Returns a function that gives the present CRL: the latest one until a status has changed, its
 * nextUpdate is near, or the clock is before its thisUpdate. CRL and change count are both in the
 * database: a CRL made inside a transaction is lost when that is rolled back, and the number keeps
 * growing after a restart (RFC 5280 section 5.2.3).
 */
export function openCrl(
  db: DatabaseSync,
  statuses: Statuses,
  issuing: KeyedCertificate,
  now: () => Date,
): () => Buffer {
  const selectPresent = db.prepare(
    `SELECT crl FROM ca_crl WHERE made_at_change = (SELECT count FROM ca_status_change)
       AND renew_at > ? AND renew_at <= ?`,
  );
  const selectNext = db.prepare(
    `SELECT (SELECT count FROM ca_status_change) AS change, coalesce((SELECT number FROM ca_crl), 0) + 1 AS number`,
  );
  const replace = db.prepare(
    "INSERT OR REPLACE INTO ca_crl (id, number, made_at_change, renew_at, crl) VALUES (1, ?, ?, ?, ?)",
  );

  return () => {
    const thisUpdate = now();
    const nextUpdate = new Date(thisUpdate.getTime() + lifetime);
    const renewAt = new Date(nextUpdate.getTime() - overlap).toISOString();
    // A later `renew_at` is that of a CRL from the future: the clock was set back since.
    const present = selectPresent.get(thisUpdate.toISOString(), renewAt);
    if (present !== undefined) return Buffer.from(crlRow.parse(present).crl);
    const { number, change } = nextRow.parse(selectNext.get());
    const crl = encodeCrl({ number, thisUpdate, nextUpdate, revocations: statuses.revocations() }, issuing);
    replace.run(number, change, renewAt, crl);
    return crl;
  };
}
