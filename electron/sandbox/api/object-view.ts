import type { z } from "zod";
import type { Certificate, IdmObject, objectFieldSchema, relatedSchema } from "#shared/idm/object.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { aboutOf } from "../engine/about.ts";
import type { Store } from "../store/open.ts";
import {
  cardsOf,
  certificatesOf,
  findCard,
  findCertificate,
  findUser,
  type Card,
  type StoredCertificate,
  type StoredRef,
  type User,
} from "../store/objects.ts";
import { word, type Texts } from "../texts/texts.ts";

type Field = z.output<typeof objectFieldSchema>;
type Related = z.output<typeof relatedSchema>;

/** The data that a view is made of, with its language and the time. */
interface Looking {
  readonly store: Store;
  readonly texts: Texts;
  readonly now: Date;
}

/**
 * Returns an object as the API shows it; undefined if there is none. While the CA is down, states
 * in the CA are `unknown`; all the rest is shown.
 */
export function objectView(ref: StoredRef, looking: Looking): IdmObject | undefined {
  const { db } = looking.store;
  if (ref.type === "virtualSmartCard") {
    const card = findCard(db, ref.id);
    return card && cardView(card, looking);
  }
  if (ref.type === "certificate") {
    const certificate = findCertificate(db, ref.id);
    return certificate && certificateView(certificate, looking);
  }
  const user = findUser(db, ref.id);
  return user && userView(user, looking);
}

function cardView({ id, state, version, user: userId, issuedAt }: Card, looking: Looking): IdmObject {
  const { store, texts } = looking;
  const user = findUser(store.db, userId);
  return {
    ref: { type: "virtualSmartCard", id },
    label: id,
    state,
    version,
    about: aboutOf(store.db, { type: "virtualSmartCard", id }),
    fields: [
      stringField(texts, "number", id),
      stringField(texts, "person", user?.name ?? null),
      ...(user === undefined ? [] : personFields(texts, user)),
      dateField(texts, "issued", issuedAt),
    ],
    related: user === undefined ? [] : [relatedUser(texts, user)],
    certificates: certificatesOf(store.db, id).map((each) => certificateOf(each, looking)),
  };
}

function userView(user: User, looking: Looking): IdmObject {
  const { store, texts } = looking;
  const { id, state, version, name } = user;
  const cards = cardsOf(store.db, id);
  return {
    ref: { type: "user", id },
    label: name,
    state,
    version,
    about: aboutOf(store.db, { type: "user", id }),
    fields: [stringField(texts, "name", name), ...personFields(texts, user)],
    related: cards.map((card) => relatedCard(texts, card)),
    certificates: cards.flatMap((card) =>
      certificatesOf(store.db, card.id).map((each) => certificateOf(each, looking)),
    ),
  };
}

function certificateView(certificate: StoredCertificate, looking: Looking): IdmObject {
  const { store, texts } = looking;
  const { id, state, version, purpose, subject, validFrom, validTo } = certificate;
  const card = findCard(store.db, certificate.card);
  const user = card && findUser(store.db, card.user);
  return {
    ref: { type: "certificate", id },
    label: id,
    state,
    version,
    about: aboutOf(store.db, { type: "certificate", id }),
    fields: [
      stringField(texts, "serial", id),
      stringField(texts, "purpose", word(texts.purposes, purpose)),
      stringField(texts, "subject", subject),
      dateField(texts, "validFrom", validFrom),
      dateField(texts, "validTo", validTo),
    ],
    related: [
      ...(card === undefined ? [] : [relatedCard(texts, card)]),
      ...(user === undefined ? [] : [relatedUser(texts, user)]),
    ],
    certificates: [certificateOf(certificate, looking)],
  };
}

function certificateOf(certificate: StoredCertificate, looking: Looking): Certificate {
  const { id: serial, purpose, subject, validFrom, validTo, state: stateInIdm, heldBy } = certificate;
  return { serial, purpose, subject, validFrom, validTo, stateInIdm, heldBy, stateInCa: stateInCa(serial, looking) };
}

function stateInCa(serial: string, { store, now }: Looking): Certificate["stateInCa"] {
  try {
    return store.ca.status(serial);
  } catch (fault) {
    if (!(fault instanceof CaUnavailable)) throw fault;
    return { status: "unknown", reason: null, asOf: now.toISOString() };
  }
}

const personFields = (texts: Texts, { account, email, department }: User): Field[] => [
  stringField(texts, "account", account),
  stringField(texts, "email", email),
  stringField(texts, "department", department),
];

const relatedUser = (texts: Texts, { id, name, state }: User): Related => ({
  ref: { type: "user", id },
  relation: texts.fields.person,
  label: name,
  state,
});

const relatedCard = (texts: Texts, { id, state }: Card): Related => ({
  ref: { type: "virtualSmartCard", id },
  relation: texts.fields.card,
  label: id,
  state,
});

const stringField = (texts: Texts, name: keyof Texts["fields"], value: string | null): Field => ({
  name,
  label: texts.fields[name],
  type: "STRING",
  value,
});

/** Returns a DATE field with the day (UTC) of a time. */
const dateField = (texts: Texts, name: keyof Texts["fields"], time: string): Field => ({
  name,
  label: texts.fields[name],
  type: "DATE",
  value: time.slice(0, "YYYY-MM-DD".length),
});
