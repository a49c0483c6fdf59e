import type { DatabaseSync } from "node:sqlite";
import { type Ca, CaUnavailable } from "./ca.ts";
import { openCertificates } from "./certificates.ts";
import { issueServer } from "./end-entity.ts";
import { openHierarchy } from "./hierarchy.ts";
import { toDer } from "./issue.ts";
import { openOcsp } from "./ocsp.ts";
import { openCrl } from "./published-crl.ts";
import { caSchema } from "./schema.ts";
import { openStatuses } from "./statuses.ts";

export interface CaOptions {
  /** Gives the serial numbers of the CA's own certificates when they are made. */
  readonly seed: number;
  /**
   * The address of the sandbox, `http://127.0.0.1:PORT`. A certificate names its OCSP responder,
   * CRL and issuer under the address at the time it was made, and is never changed after that.
   * After a restart on another port, certificates of earlier runs therefore point to an address
   * where nothing answers; CRL and OCSP at the new port answer for them as well, but a checker must
   * be given the address (`openssl ocsp -url`, `openssl verify -CRLfile`). Keep the port to keep
   * these addresses valid.
   */
  readonly baseUrl: string;
  readonly now?: () => Date;
}

/**
 * Opens the CA whose tables are in `db`; makes tables and hierarchy if they are missing. Takes a
 * few milliseconds.
 */
export async function openCa(db: DatabaseSync, options: CaOptions): Promise<Ca> {
  const { seed, baseUrl, now = () => new Date() } = options;
  db.exec(caSchema);
  const hierarchy = await openHierarchy(db, seed, baseUrl);
  const statuses = openStatuses(db, now);
  const certificate = openCertificates(db, hierarchy.issuing, baseUrl);
  const crl = openCrl(db, statuses, hierarchy.issuing, now);
  const ocsp = openOcsp(statuses, hierarchy);
  let down = false;

  function assertUp(): void {
    if (down) throw new CaUnavailable("The certification authority does not answer.");
  }

  return {
    root: toDer(hierarchy.root).certificate,
    issuing: toDer(hierarchy.issuing).certificate,
    register(records) {
      assertUp();
      statuses.register(records);
    },
    replaceAll(records) {
      assertUp();
      statuses.replaceAll(records);
    },
    endAt(serial, notAfter) {
      assertUp();
      statuses.endAt(serial, notAfter);
    },
    status(serial) {
      assertUp();
      return statuses.status(serial);
    },
    async certificate(serial) {
      assertUp();
      return certificate(statuses.record(serial));
    },
    async server() {
      assertUp();
      return toDer(await issueServer(hierarchy.issuing, now()));
    },
    hold(serial) {
      assertUp();
      statuses.hold(serial);
    },
    release(serial) {
      assertUp();
      statuses.release(serial);
    },
    revoke(serial, reason) {
      assertUp();
      statuses.revoke(serial, reason);
    },
    async crl() {
      assertUp();
      return crl();
    },
    async ocsp(request) {
      assertUp();
      return ocsp(request, now());
    },
    setDown(value) {
      down = value;
    },
  };
}
