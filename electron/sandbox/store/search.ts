import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { fold } from "#shared/domain/fold.ts";
import { fieldWith, lastFieldWith, searchText, searchWords, type SearchText } from "#shared/domain/search-text.ts";
import { cardStates, idmCertificateStates, userStates } from "#shared/domain/states.ts";
import type { SearchSort } from "#shared/idm/search.ts";
import { cardsOf, certificatesOf, findStanding, findUser, type ObjectType, type StoredRef } from "./objects.ts";
import { openSortOrders } from "./sort-orders.ts";

/**
 * An object that Quick search may find. `n` is its place in the order of results, `serials` are the
 * serial numbers by which it is found.
 */
interface Entry {
  readonly n: number;
  readonly id: string;
  serials: string;
  state: string;
}

/**
 * The searched text of one object, or of the certificates of one card: search time grows with the
 * number of texts.
 */
interface Text {
  text: SearchText;
  readonly entries: Entry[];
}

export interface SearchQuery {
  readonly q: string;
  /** Undefined: every state. */
  readonly state?: string | undefined;
  /** Undefined: best match first. */
  readonly sort?: SearchSort | undefined;
  readonly limit: number;
  /** The end of the previous page. */
  readonly cursor?: Cursor | undefined;
}

/** The place of the last entry of a page, and its `n` among those of the same place. */
export interface Cursor {
  readonly place: number;
  readonly n: number;
}

export interface Found {
  readonly ids: readonly string[];
  readonly total: number;
  /** Null: there is nothing after this page. */
  readonly next: Cursor | null;
}

export type SearchIndex = ReturnType<typeof openSearchIndex>;

/**
 * The index of the field with the serial numbers, after number, name, account and mail address: a
 * part of a serial number may match by chance.
 */
const serialsField = 4;

/**
 * More than the `n` of any object, and more than there are places: place and `n` form one number to
 * sort by.
 */
const mostEntries = 2 ** 24;

/** All states; their places follow their names. */
const states = [...new Set<string>([...cardStates, ...userStates, ...idmCertificateStates])].toSorted();

/**
 * Opens Quick search, in memory: a search word matches any part of any word, and all must match. A
 * scan of all texts takes a few milliseconds for 100,000 cards, even for a word of one letter; it
 * gives exact totals and needs no index to maintain.
 */
export function openSearchIndex(db: DatabaseSync) {
  const searched = loadTexts(db);
  const orders = openSortOrders(db);

  /**
   * Returns the function that gives entries their places in a sort; null to sort by match quality.
   */
  function placesBy(type: ObjectType, sort: SearchSort | undefined): ((entry: Entry) => number) | null {
    if (sort === undefined) return null;
    const { column, direction } = sort;
    const directed = (place: number): number => (direction === "descending" ? mostEntries - place : place);
    if (column === "state") return ({ state }) => directed(states.indexOf(state));
    const places = orders.places(type, column);
    return ({ n }) => directed(places[n] ?? 0);
  }

  return {
    find(type: ObjectType, query: SearchQuery): Found {
      const { cursor, limit } = query;
      const { texts, byN } = searched[type];
      const keys = Float64Array.from(matches(texts, query, placesBy(type, query.sort))).sort();
      const start = cursor === undefined ? 0 : firstAfter(keys, cursor.place * mostEntries + cursor.n);
      const page = keys.subarray(start, start + limit);
      const last = start + limit < keys.length ? page.at(-1) : undefined;
      return {
        ids: [...page].flatMap((key) => byN[key % mostEntries]?.id ?? []),
        total: keys.length,
        next: last === undefined ? null : { place: Math.floor(last / mostEntries), n: last % mostEntries },
      };
    },
    /**
     * Updates the entry of a changed object: re-reads its state and, for a user, the serial numbers
     * of their cards; or removes it if the object is gone.
     */
    refresh(ref: StoredRef): void {
      const now = findStanding(db, ref);
      const text = searched[ref.type].texts.find(({ entries }) => entries.some(({ id }) => id === ref.id));
      const entry = text?.entries.find(({ id }) => id === ref.id);
      if (text === undefined || entry === undefined) return;
      if (now === undefined) {
        text.entries.splice(text.entries.indexOf(entry), 1);
        orders.forget();
        return;
      }
      entry.state = now.state;
      const user = ref.type === "user" ? findUser(db, ref.id) : undefined;
      if (user === undefined) return;
      entry.serials = cardsOf(db, user.id)
        .flatMap(({ id }) => certificatesOf(db, id))
        .map(({ id }) => id)
        .join(" ");
      text.text = userText(user, entry.serials);
    },
  };
}

/** Returns the matching entries, each as one number of its place and its `n`. */
function matches(
  texts: readonly Text[],
  { q, state }: SearchQuery,
  placeOf: ((entry: Entry) => number) | null,
): number[] {
  const exact = fold(q).trim();
  const words = searchWords(q);
  const keys: number[] = [];
  for (const { text, entries } of texts) {
    const field = lastFieldWith(text, words);
    if (field < 0) continue;
    const inSerials = field < serialsField ? none : words.filter((word) => fieldWith(text, word) === serialsField);
    for (const entry of entries) {
      if (state !== undefined && entry.state !== state) continue;
      const isExact = entry.id.length === exact.length && fold(entry.id) === exact;
      if (!isExact && !inSerials.every((word) => entry.serials.includes(word))) continue;
      const place = placeOf === null ? (isExact ? 0 : field + 1) : placeOf(entry);
      keys.push(place * mostEntries + entry.n);
    }
  }
  return keys;
}

/** Returns the index of the first key after this one. */
function firstAfter(keys: Float64Array, key: number): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((keys[middle] ?? Infinity) > key) high = middle;
    else low = middle + 1;
  }
  return low;
}

const none: readonly string[] = [];

const row = { n: z.number(), id: z.string(), state: z.string() };
const userRow = z.object({ ...row, name: z.string(), account: z.string(), email: z.string() });
const cardRow = z.object({ ...row, user: z.string() });
const certificateRow = z.object({ ...row, card: z.string() });

/** The texts of one type of object, and its entries by their `n`. */
interface Searched {
  readonly texts: readonly Text[];
  readonly byN: readonly Entry[];
}

function loadTexts(db: DatabaseSync): Record<ObjectType, Searched> {
  const users = rows(db, userRow, "SELECT n, id, state, name, account, email FROM users ORDER BY n");
  const cards = rows(db, cardRow, "SELECT n, id, state, user FROM cards ORDER BY n");
  const certificates = rows(db, certificateRow, "SELECT n, id, state, card FROM certificates ORDER BY n");
  const cardsOfUser = Map.groupBy(cards, ({ user }) => user);
  const certificatesOfCard = Map.groupBy(certificates, ({ card }) => card);
  const serialsOf = (card: { id: string }): string =>
    (certificatesOfCard.get(card.id) ?? []).map(({ id }) => id).join(" ");
  const person = new Map(users.map(({ id, name, account, email }) => [id, [name, account, email]]));
  // Certificates are found by the same words as their card.
  const cardTexts = cards.map((card) => {
    const serials = serialsOf(card);
    const names = person.get(card.user) ?? ["", "", ""];
    return { card, serials, text: searchText([card.id, ...names, serials]) };
  });

  return {
    virtualSmartCard: searchedOf(
      cardTexts.map(({ card: { n, id, state }, text, serials }) => ({ text, entries: [{ n, id, state, serials }] })),
    ),
    user: searchedOf(
      users.map(({ n, id, state, name, account, email }) => {
        const serials = (cardsOfUser.get(id) ?? []).map(serialsOf).join(" ");
        const text = userText({ id, name, account, email }, serials);
        return { text, entries: [{ n, id, state, serials }] };
      }),
    ),
    certificate: searchedOf(
      cardTexts.map(({ card, text }) => ({
        text,
        entries: (certificatesOfCard.get(card.id) ?? []).map(({ n, id, state }) => ({ n, id, state, serials: id })),
      })),
    ),
  };
}

const userText = ({ id, name, account, email }: Omit<z.output<typeof userRow>, "n" | "state">, serials: string) =>
  searchText([id, name, account, email, serials]);

function searchedOf(texts: readonly Text[]): Searched {
  const byN: Entry[] = [];
  for (const { entries } of texts) for (const entry of entries) byN[entry.n] = entry;
  return { texts, byN };
}

function rows<S extends z.ZodType>(db: DatabaseSync, schema: S, sql: string): z.output<S>[] {
  return Array.from(db.prepare(sql).iterate(), (found) => schema.parse(found));
}
