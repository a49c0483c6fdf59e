import type { DatabaseSync } from "node:sqlite";
import type { Snapshot } from "#shared/idm/object.ts";
import type { Ca } from "../ca/ca.ts";
import {
  certificatesOf,
  findCard,
  findCertificate,
  findUser,
  type StoredCertificate,
  type StoredRef,
} from "../store/objects.ts";
import type { CertificateNow, Subject } from "#shared/domain/plan.ts";

/** The database with the CA in it. */
export interface Backend {
  readonly db: DatabaseSync;
  readonly ca: Ca;
}

/** The back end with its clock, as process instances need it. `now` returns the present time. */
export interface Engine extends Backend {
  readonly now: () => Date;
}

/**
 * Reads an object as the engine needs it; undefined if there is none. Throws CaUnavailable while
 * the CA is down.
 */
export function readSubject({ db, ca }: Backend, ref: StoredRef): Subject<StoredRef> | undefined {
  const now = (certificate: StoredCertificate): CertificateNow => ({
    serial: certificate.id,
    purpose: certificate.purpose,
    stateInIdm: certificate.state,
    stateInCa: ca.status(certificate.id).status,
    heldBy: certificate.heldBy,
  });
  if (ref.type === "virtualSmartCard") {
    const card = findCard(db, ref.id);
    return card && { ...card, ref, label: card.id, certificates: certificatesOf(db, card.id).map(now) };
  }
  if (ref.type === "certificate") {
    const certificate = findCertificate(db, ref.id);
    return certificate && { ...certificate, ref, label: certificate.id, certificates: [now(certificate)] };
  }
  const user = findUser(db, ref.id);
  return user && { ...user, ref, label: user.name, heldBy: null, certificates: [] };
}

/** Returns the part of an object that history keeps. */
export const snapshotOf = ({ state, certificates }: Subject): Snapshot => ({
  state,
  certificates: certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
    serial,
    purpose,
    stateInIdm,
    stateInCa,
  })),
});
