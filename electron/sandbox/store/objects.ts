import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Ref } from "#shared/domain/ref.ts";
import { all, first, run } from "./sql.ts";

/** The types of objects that the sandbox has, with the table of each. */
const tables = { virtualSmartCard: "cards", user: "users", certificate: "certificates" } as const;
export type ObjectType = keyof typeof tables;

/** A ref to an object of a type that the sandbox has. */
export interface StoredRef extends Ref {
  readonly type: ObjectType;
}

export const isObjectType = (type: string): type is ObjectType => Object.hasOwn(tables, type);

const stored = { id: z.string(), state: z.string(), version: z.number() };
const userRow = z.object({
  ...stored,
  name: z.string(),
  account: z.string(),
  email: z.string(),
  department: z.string(),
});
const cardRow = z.object({
  ...stored,
  user: z.string(),
  issuedAt: z.string(),
  heldBy: z.string().nullable(),
});
const certificateRow = z.object({
  ...stored,
  card: z.string(),
  purpose: z.string(),
  subject: z.string(),
  validFrom: z.string(),
  validTo: z.string(),
  heldBy: z.string().nullable(),
});
export type User = z.output<typeof userRow>;
export type Card = z.output<typeof cardRow>;
/** `id` is the serial number. */
export type StoredCertificate = z.output<typeof certificateRow>;

const userColumns = "SELECT id, state, version, name, account, email, department FROM users";
const cardColumns = "SELECT id, state, version, user, issued_at AS issuedAt, held_by AS heldBy FROM cards";
const certificateColumns = `SELECT id, state, version, card, purpose, subject, valid_from AS validFrom, valid_to AS validTo,
  held_by AS heldBy FROM certificates`;

export const findUser = (db: DatabaseSync, id: string): User | undefined =>
  first(db, userRow, `${userColumns} WHERE id = ?`, id);

export const findCard = (db: DatabaseSync, id: string): Card | undefined =>
  first(db, cardRow, `${cardColumns} WHERE id = ?`, id);

export const findCertificate = (db: DatabaseSync, serial: string): StoredCertificate | undefined =>
  first(db, certificateRow, `${certificateColumns} WHERE id = ?`, serial);

export const cardsOf = (db: DatabaseSync, user: string): Card[] =>
  all(db, cardRow, `${cardColumns} WHERE user = ? ORDER BY n`, user);

export const certificatesOf = (db: DatabaseSync, card: string): StoredCertificate[] =>
  all(db, certificateRow, `${certificateColumns} WHERE card = ? ORDER BY n`, card);

const standing = z.object({ state: z.string(), version: z.number() });

/** Reads state and version of an object; undefined if there is none (any more). */
export const findStanding = (db: DatabaseSync, { type, id }: StoredRef): z.output<typeof standing> | undefined =>
  first(db, standing, `SELECT state, version FROM ${tables[type]} WHERE id = ?`, id);

/**
 * Sets the state of an object and raises its version; for a card or certificate, also sets what
 * holds it.
 */
export function setState(db: DatabaseSync, { type, id }: StoredRef, state: string, heldBy: string | null): void {
  if (type === "user") run(db, "UPDATE users SET state = ?, version = version + 1 WHERE id = ?", state, id);
  else
    run(db, `UPDATE ${tables[type]} SET state = ?, held_by = ?, version = version + 1 WHERE id = ?`, state, heldBy, id);
}

/**
 * Raises the version of an object because something that belongs to it has changed. Returns the new
 * version.
 */
export function touch(db: DatabaseSync, { type, id }: StoredRef): number {
  run(db, `UPDATE ${tables[type]} SET version = version + 1 WHERE id = ?`, id);
  return findStanding(db, { type, id })?.version ?? 0;
}

/** Returns the user that a card belongs to; undefined for any other object. */
export function ownerOf(db: DatabaseSync, { type, id }: StoredRef): StoredRef | undefined {
  const card = type === "virtualSmartCard" ? findCard(db, id) : undefined;
  return card && { type: "user", id: card.user };
}

/** Returns the objects that belong to an object: the cards of a user. */
export const belongingsOf = (db: DatabaseSync, { type, id }: StoredRef): StoredRef[] =>
  type === "user" ? cardsOf(db, id).map((card) => ({ type: "virtualSmartCard", id: card.id })) : [];

/** Removes an object. The certificates of a card must be removed before the card. */
export const removeObject = (db: DatabaseSync, { type, id }: StoredRef): void =>
  run(db, `DELETE FROM ${tables[type]} WHERE id = ?`, id);
