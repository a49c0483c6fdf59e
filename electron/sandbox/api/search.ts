import type { DatabaseSync } from "node:sqlite";
import type { z } from "zod";
import { idmApi } from "#shared/idm/api.ts";
import { cardStates, idmCertificateStates, userStates } from "#shared/domain/states.ts";
import type { SearchConfiguration, SearchItem, searchQuerySchema, SearchSort } from "#shared/idm/search.ts";
import { Refusal } from "../refusal.ts";
import { cardsOf, findCard, findCertificate, findUser, isObjectType, type ObjectType } from "../store/objects.ts";
import type { Cursor } from "../store/search.ts";
import { sortable } from "../store/sort-orders.ts";
import { word, type Texts } from "../texts/texts.ts";
import type { Routes } from "./route.ts";
import type { Service } from "./service.ts";

type FieldName = keyof Texts["fields"];

/**
 * The searched fields and the shown columns by object type; the types are the ids of the search
 * configurations.
 */
const configurations: Readonly<
  Record<ObjectType, { readonly fields: readonly FieldName[]; readonly columns: readonly FieldName[] }>
> = {
  virtualSmartCard: {
    fields: ["number", "person", "account", "email", "serial"],
    columns: ["number", "person", "account", "email", "department"],
  },
  user: { fields: ["name", "account", "email", "serial"], columns: ["name", "account", "email", "department", "card"] },
  certificate: {
    fields: ["number", "person", "account", "email", "serial"],
    columns: ["serial", "purpose", "person", "card", "validTo"],
  },
};

const statesOf = { virtualSmartCard: cardStates, user: userStates, certificate: idmCertificateStates };

/** Registers the calls for search configurations and Quick search. */
export function searchRoutes({ read }: Routes, service: Service): void {
  read(idmApi.searchConfigurations, "search", (_input, { texts }) =>
    (["virtualSmartCard", "user", "certificate"] as const).map((type) => searchConfiguration(type, texts)),
  );

  read(idmApi.search, "search", ({ params: { id }, query }, { texts }) => {
    if (!isObjectType(id)) throw new Refusal("not-found");
    const { db, search } = service.store;
    const { q, state, limit } = query;
    const sort = readSort(id, query);
    const found = search.find(id, { q, state, sort, limit, cursor: readCursor(query.cursor, sort) });
    return {
      items: found.ids.flatMap((each) => searchItem(db, id, each, texts) ?? []),
      total: { value: found.total, relation: "eq" as const },
      next: found.next === null ? null : `${cursorStart(sort)}${found.next.place}-${found.next.n}`,
    };
  });
}

/** Returns the fields that Quick search searches for this type, and the columns that it shows. */
export function searchConfiguration(type: ObjectType, texts: Texts): SearchConfiguration {
  const labelled = (names: readonly FieldName[]) => names.map((name) => ({ name, label: texts.fields[name] }));
  const { fields, columns } = configurations[type];
  return {
    id: type,
    name: texts.templates[type],
    objectType: type,
    fields: labelled(fields),
    columns: labelled(columns),
    sortable: sortable(type),
    states: [...statesOf[type]],
  };
}

function readSort(type: ObjectType, query: z.output<typeof searchQuerySchema>): SearchSort | undefined {
  const { sort: column, direction } = query;
  if (column === undefined) return undefined;
  if (!sortable(type).includes(column)) throw new Refusal("invalid-input", "Results cannot be sorted by this column.");
  return { column, direction };
}

/** Returns the start of a cursor, which names the sort that the cursor belongs to. */
const cursorStart = (sort: SearchSort | undefined): string =>
  sort === undefined ? "" : `${sort.column}-${sort.direction}-`;

function readCursor(cursor: string | undefined, sort: SearchSort | undefined): Cursor | undefined {
  if (cursor === undefined) return undefined;
  const start = cursorStart(sort);
  const place = sort === undefined ? "[0-5]" : "\\d{1,8}";
  const [, found, n] = new RegExp(`^${start}(${place})-(\\d{1,7})$`).exec(cursor) ?? [];
  if (found === undefined || n === undefined) throw new Refusal("invalid-input", "The cursor is none of this search.");
  return { place: Number(found), n: Number(n) };
}

/** Returns the row that Quick search shows of an object; undefined if there is none. */
export function searchItem(db: DatabaseSync, type: ObjectType, id: string, texts: Texts): SearchItem | undefined {
  const ref = { type, id };
  if (type === "user") {
    const user = findUser(db, id);
    if (user === undefined) return undefined;
    const { name, state, account, email, department } = user;
    const card = cardsOf(db, id)
      .map((each) => each.id)
      .join(", ");
    return { ref, label: name, state, columns: { name, account, email, department, card } };
  }
  const certificate = type === "certificate" ? findCertificate(db, id) : undefined;
  const card = findCard(db, certificate?.card ?? id);
  const user = card && findUser(db, card.user);
  if (card === undefined || user === undefined) return undefined;
  if (certificate === undefined) {
    const { name: person, account, email, department } = user;
    return { ref, label: id, state: card.state, columns: { number: id, person, account, email, department } };
  }
  const { state, purpose, validTo } = certificate;
  return {
    ref,
    label: id,
    state,
    columns: {
      serial: id,
      purpose: word(texts.purposes, purpose),
      person: user.name,
      card: card.id,
      validTo: validTo.slice(0, "YYYY-MM-DD".length),
    },
  };
}
