import type { DatabaseSync } from "node:sqlite";
import type { Ca } from "../ca/ca.ts";
import { insertAccounts } from "./accounts.ts";
import { cardFixture, cardStates } from "./fixtures.ts";
import { fold } from "#shared/domain/fold.ts";
import { historyWriter } from "./history.ts";
import { people, type Person } from "./people.ts";
import { insertTemplates } from "./templates.ts";

/** The parameters that the data is made from. */
export interface SeedOptions {
  readonly seed: number;
  readonly people: number;
}

/**
 * Fills empty tables: `people` users with a card each, operators and core templates. Runs in the
 * caller's transaction. Calls `made` with the number of people so far, every 1,000 people.
 */
export function seedStore(db: DatabaseSync, ca: Ca, options: SeedOptions, made: (people: number) => void): void {
  insertAccounts(db);
  insertTemplates(db);
  insertPeople(db, ca, options, made);
  const insertMeta = db.prepare("INSERT INTO meta VALUES (?, ?)");
  insertMeta.run("seed", options.seed);
  insertMeta.run("people", options.people);
}

function insertPeople(
  db: DatabaseSync,
  ca: Ca,
  { seed, people: count }: SeedOptions,
  made: (people: number) => void,
): void {
  const insertUser = db.prepare("INSERT INTO users VALUES (?, ?, ?, 1, ?, ?, ?, ?)");
  const insertCard = db.prepare("INSERT INTO cards VALUES (?, ?, ?, 1, ?, ?, ?)");
  const insertCertificate = db.prepare("INSERT INTO certificates VALUES (NULL, ?, ?, 1, ?, ?, ?, ?, ?, ?)");
  const writeHistory = historyWriter(db);
  const everyone = [...people(seed, count)];
  const places = placesByName(everyone);
  const states = cardStates(seed);
  for (const [index, person] of everyone.entries()) {
    const number = index + 1;
    const user = `USR-${String(number).padStart(6, "0")}`;
    const card = cardFixture(seed, number, states.next().value, person);
    const { name, account, email, department } = person;
    insertUser.run(places[index] ?? null, user, card.userState, name, account, email, department);
    insertCard.run(number, card.id, card.state, user, card.issuedAt, card.heldBy);
    ca.register(card.certificates);
    for (const each of card.certificates) {
      const { serial, purpose, subject, notBefore, notAfter, heldBy, stateInIdm, stateInCa, reason } = each;
      insertCertificate.run(serial, stateInIdm, card.id, purpose, subject, notBefore, notAfter, heldBy);
      if (stateInCa === "onHold") ca.hold(serial);
      if (reason !== null) ca.revoke(serial, reason);
    }
    for (const record of card.history) writeHistory(record);
    if (number % 1_000 === 0) made(number);
  }
}

/** Returns the place of each person when they are sorted by name, from 1 on. */
function placesByName(everyone: readonly Person[]): number[] {
  const sorted = everyone
    .map(({ name }, index) => ({ name: fold(name), index }))
    .toSorted((a, b) => (a.name === b.name ? a.index - b.index : a.name < b.name ? -1 : 1));
  const places: number[] = [];
  for (const [place, { index }] of sorted.entries()) places[index] = place + 1;
  return places;
}
