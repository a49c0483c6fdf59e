import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { fold } from "#shared/domain/fold.ts";
import { findStanding, type ObjectType, type StoredRef } from "./objects.ts";

/** An object that Quick search may find. `n` gives its place in the order of results, `serials` the serial numbers that find it. */
interface Entry {
  readonly n: number;
  readonly id: string;
  readonly serials: string;
  state: string;
}

/**
 * What is looked through for one object, or for the certificates of one card, folded: number, name,
 * account and mail address up to `named`, serial numbers after that. One concatenated text: search
 * time grows with the number of lookups.
 */
interface Text {
  readonly words: string;
  readonly named: number;
  readonly entries: Entry[];
}

export interface SearchQuery {
  readonly q: string;
  /** Undefined: every state. */
  readonly state: string | undefined;
  readonly limit: number;
  /** Where the page before this one ended. */
  readonly cursor: Cursor | undefined;
}

/** How well the last entry of a page matched (0 best), and its place among those that match as well. */
export interface Cursor {
  readonly rank: number;
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
 * Quick search over memory: a word matches any part of any word, and all must match. Going through all texts takes a few
 * milliseconds for 100,000 cards, for a word of one letter too, with exact totals and without an index to keep.
 */
export function openSearchIndex(db: DatabaseSync) {
  const texts = loadTexts(db);

  return {
    find(type: ObjectType, query: SearchQuery): Found {
      const ranked = rankedMatches(texts[type], query);
      const page = pageAfter(query.cursor ?? { rank: 0, n: 0 }, ranked, query.limit);
      const last = page.at(-1);
      return {
        ids: page.map(({ entry }) => entry.id),
        total: ranked.reduce((sum, matches) => sum + matches.length, 0),
        next: last === undefined || pageAfter(last, ranked, 1).length === 0 ? null : { rank: last.rank, n: last.n },
      };
    },
    /** Reads again what an object's change may have changed: its state, or that it is there. */
    refresh(ref: StoredRef): void {
      const now = findStanding(db, ref);
      const text = texts[ref.type].find(({ entries }) => entries.some(({ id }) => id === ref.id));
      const entry = text?.entries.find(({ id }) => id === ref.id);
      if (text === undefined || entry === undefined) return;
      if (now === undefined) text.entries.splice(text.entries.indexOf(entry), 1);
      else entry.state = now.state;
    },
  };
}

function pageAfter({ rank: from, n: after }: Cursor, ranked: readonly Entry[][], limit: number) {
  const page: (Cursor & { entry: Entry })[] = [];
  for (const [rank, matches] of ranked.entries()) {
    if (rank < from) continue;
    const start = rank === from ? matches.findIndex(({ n }) => n > after) : 0;
    if (start < 0) continue;
    const room = limit - page.length;
    page.push(...matches.slice(start, start + room).map((entry) => ({ rank, n: entry.n, entry })));
  }
  return page;
}

/** What matches: exactly; by number, name, account or mail address; by a part of a serial number, which may be chance. */
function rankedMatches(texts: readonly Text[], { q, state }: SearchQuery): Entry[][] {
  const folded = fold(q).trim();
  const words = [...new Set(folded.split(/\s+/))].toSorted((a, b) => b.length - a.length);
  const exact: Entry[] = [];
  const named: Entry[] = [];
  const numbered: Entry[] = [];
  for (const text of texts) {
    const serials = serialWords(text, words);
    if (serials === null) continue;
    for (const entry of text.entries) {
      if (state !== undefined && entry.state !== state) continue;
      if (entry.id.length === folded.length && fold(entry.id) === folded) exact.push(entry);
      else if (serials.length === 0) named.push(entry);
      else if (serials.every((word) => entry.serials.includes(word))) numbered.push(entry);
    }
  }
  return [exact, named, numbered];
}

/** Those of the words that a text has in its serial numbers only; null where it lacks one. */
function serialWords({ words: text, named }: Text, words: readonly string[]): readonly string[] | null {
  let inSerials = none;
  for (const word of words) {
    const place = text.indexOf(word);
    if (place < 0) return null;
    if (place >= named) inSerials = [...inSerials, word];
  }
  return inSerials;
}

const none: readonly string[] = [];

const row = { n: z.number(), id: z.string(), state: z.string() };
const userRow = z.object({ ...row, name: z.string(), account: z.string(), email: z.string() });
const cardRow = z.object({ ...row, user: z.string() });
const certificateRow = z.object({ ...row, card: z.string() });

function loadTexts(db: DatabaseSync): Record<ObjectType, Text[]> {
  const users = rows(db, userRow, "SELECT n, id, state, name, account, email FROM users ORDER BY n");
  const cards = rows(db, cardRow, "SELECT n, id, state, user FROM cards ORDER BY n");
  const certificates = rows(db, certificateRow, "SELECT n, id, state, card FROM certificates ORDER BY n");
  const cardsOfUser = Map.groupBy(cards, ({ user }) => user);
  const certificatesOfCard = Map.groupBy(certificates, ({ card }) => card);
  const serialsOf = (card: { id: string }): string =>
    (certificatesOfCard.get(card.id) ?? []).map(({ id }) => id).join(" ");
  const person = new Map(users.map(({ id, name, account, email }) => [id, fold(`${name} ${account} ${email}`)]));
  const cardTexts = cards.map((card) => ({
    card,
    names: `${fold(card.id)} ${person.get(card.user) ?? ""}`,
    serials: serialsOf(card),
  }));

  return {
    virtualSmartCard: cardTexts.map(({ card, names, serials }) => text(names, serials, [{ ...card, serials }])),
    user: users.map((user) => {
      const serials = (cardsOfUser.get(user.id) ?? []).map(serialsOf).join(" ");
      return text(`${fold(user.id)} ${person.get(user.id) ?? ""}`, serials, [{ ...user, serials }]);
    }),
    certificate: cardTexts.map(({ card, names, serials }) =>
      text(
        names,
        serials,
        (certificatesOfCard.get(card.id) ?? []).map((certificate) => ({ ...certificate, serials: certificate.id })),
      ),
    ),
  };
}

/** `join` makes a flat string; V8 would keep one made by a template as a tree, and flatten it during the first search. */
const text = (names: string, serials: string, entries: Entry[]): Text => ({
  words: [names, serials].join(" "),
  named: names.length,
  entries,
});

function rows<S extends z.ZodType>(db: DatabaseSync, schema: S, sql: string): z.output<S>[] {
  return Array.from(db.prepare(sql).iterate(), (found) => schema.parse(found));
}
