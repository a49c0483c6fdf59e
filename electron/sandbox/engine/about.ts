import type { DatabaseSync } from "node:sqlite";
import type { About } from "#shared/domain/about.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import { findCard, findCertificate, findUser, type StoredRef, type User } from "../store/objects.ts";

/** Returns the label of an object and its person; null if there is no such object. */
export function aboutOf(db: DatabaseSync, ref: StoredRef): About | null {
  switch (ref.type) {
    case "user": {
      const user = findUser(db, ref.id);
      return user === undefined ? null : person(user.account, user);
    }
    case "virtualSmartCard": {
      const card = findCard(db, ref.id);
      return card === undefined ? null : person(card.id, findUser(db, card.user));
    }
    case "certificate": {
      const certificate = findCertificate(db, ref.id);
      const card = certificate && findCard(db, certificate.card);
      return certificate === undefined ? null : person(certificate.id, card && findUser(db, card.user));
    }
    default:
      return assertNever(ref.type);
  }
}

const person = (label: string, user: User | undefined): About => ({
  label,
  person: user?.name ?? null,
  personState: user?.state ?? null,
  department: user?.department ?? null,
});
