import type { StateCreator } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError, Result } from "#shared/errors.ts";
import type { SearchConfiguration, SearchItem, SearchSort } from "#shared/idm/search.ts";
import { deskStore } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import type { KeptSearch } from "../../desk/navigation.ts";
import { keyOf, shown, type Answer, type Found, type Question } from "./found.ts";
import { keepFresh } from "./keep-fresh.ts";
import { keepInHistory } from "./kept-search.ts";

type Configurations =
  | { readonly kind: "unread" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly list: readonly SearchConfiguration[] };

export interface QuickSearch extends Question {
  readonly configurations: Configurations;
  readonly answer: Answer;
  /** Index of the result that Enter opens. */
  readonly active: number;
  /** Enter was pressed, and the result that it opens is awaited. */
  readonly isOpening: boolean;
  /** Reads the configurations and searches again: at the start, or after a failure. */
  readonly refresh: () => Promise<void>;
  readonly choose: (id: string) => Promise<void>;
  readonly type: (text: string) => Promise<void>;
  readonly narrow: (state: string | null) => Promise<void>;
  readonly sortBy: (sort: SearchSort | null) => Promise<void>;
  /** Reads the configurations again; the old ones stay until then, and stay if that fails. */
  readonly renewConfigurations: () => Promise<void>;
  /** Sends the search again. */
  readonly again: () => Promise<void>;
  /** Reads the results on screen again; the old ones stay until then, and stay if that fails. */
  readonly renew: () => Promise<void>;
  readonly readMore: () => Promise<void>;
  readonly move: (to: number) => void;
  /**
   * Returns the result that Enter opens: the active one. If Enter came before the answer, or within
   * `reactionTime` after it, it must be the only result or have exactly the typed label (in any
   * case); otherwise null.
   */
  readonly open: () => Promise<Ref | null>;
  /** Ends the wait of `open`, which then returns null. */
  readonly giveUp: () => void;
  /** Restores an earlier search; it is sent with the next refresh. */
  readonly restore: (kept: KeptSearch) => void;
}

/** Milliseconds that results must be on screen before the operator can have read them. */
const reactionTime = 200;

/** A query, and the wait for its answer. */
interface Query {
  answered: Promise<void>;
}

/**
 * Quick search: each keystroke sends a query at once and replaces the one before, and only the
 * answer to the newest query is shown.
 */
export const quickSearch = deskStore("quick search", createSearch, (desk, search) => {
  keepInHistory(desk, search);
  keepFresh(desk, search);
});

function createSearch({ client, navigation }: Desk): StateCreator<QuickSearch> {
  const asker = crypto.randomUUID();
  const kept = navigation.getState().search;
  let newest: Query = { answered: Promise.resolve() };
  /** The question whose results `active` points into. */
  let activeIn: string | null = kept === null ? null : keyOf(kept);
  /**
   * Time (`performance.now`) from which the results on screen can have been read; 0 once the
   * operator chose one.
   */
  let seenFrom = 0;
  let configurationsRead: Promise<void> = Promise.resolve();
  /** Identifies the wait that the last Enter began. */
  let opening: object | null = null;

  return (set, get) => {
    /** Begins a query; answers to older ones are dropped from now on. */
    function begin(): Query {
      newest = { answered: newest.answered };
      return newest;
    }

    function search(isQuiet = false): Promise<void> {
      const query = begin();
      query.answered = ask(query, isQuiet);
      return query.answered;
    }

    function change(change: Partial<Question>): Promise<void> {
      set(change);
      return search();
    }

    async function ask(query: Query, isQuiet: boolean): Promise<void> {
      const { text, answer } = get();
      if (text.trim() === "") return set({ answer: { kind: "none" } });
      if (!isQuiet) set({ answer: { kind: "asking", before: shown(answer) } });
      // The operator may type before the configurations have arrived. Once they are there, nothing
      // is awaited: the query leaves with the keystroke, and the page is drawn meanwhile.
      if (get().configurations.kind !== "read") await configurationsRead;
      if (query !== newest) return;
      const { chosen, state, sort } = get();
      if (chosen === null) return set({ answer: { kind: "none" } });
      const question: Question = { chosen, text, state, sort };
      const isSame = keyOf(question) === activeIn;
      const answered = await readTo(isSame ? get().active : 0, question, query);
      if (query !== newest || answered === null) return;
      if (!answered.ok) return isQuiet ? undefined : set({ answer: { kind: "failed", error: answered.error } });
      const found = answered.value;
      activeIn = keyOf(question);
      const active = isSame ? Math.max(0, Math.min(get().active, found.items.length - 1)) : 0;
      if (!isQuiet) seenFrom = performance.now() + reactionTime;
      set({ answer: { kind: "found", found }, active });
    }

    /**
     * Reads pages until the result at `index` is among them; null if a newer query replaced this
     * one.
     */
    async function readTo(index: number, question: Question, query: Query): Promise<Result<Found> | null> {
      const items: SearchItem[] = [];
      let cursor: string | null = null;
      do {
        const page = await run(question, cursor);
        if (query !== newest) return null;
        if (!page.ok) return page;
        if (page.value === null) return null;
        const { total, next } = page.value;
        items.push(...page.value.items);
        if (next === null || items.length > index)
          return { ok: true, value: { question, items, total, next, more: { kind: "idle" } } };
        cursor = next;
      } while (cursor !== null);
      return null;
    }

    const run = ({ chosen, text: q, state, sort }: Question, cursor: string | null) =>
      client.search.run({ configuration: chosen ?? "", q, state, sort, cursor, asker });

    async function readConfigurations(): Promise<void> {
      const list = await client.search.configurations();
      if (!list.ok) return set({ configurations: { kind: "failed", error: list.error } });
      const { chosen } = get();
      const still = list.value.some((configuration) => configuration.id === chosen);
      set({
        configurations: { kind: "read", list: list.value },
        chosen: still ? chosen : (list.value[0]?.id ?? null),
      });
    }

    async function pick(): Promise<Ref | null> {
      const wasSeen = get().answer.kind === "found" && performance.now() >= seenFrom;
      // A newer query may replace the one that is awaited.
      let awaited: Promise<void>;
      do {
        awaited = newest.answered;
        await awaited;
      } while (awaited !== newest.answered);
      const { answer, active, text } = get();
      if (answer.kind !== "found") return null;
      const item = answer.found.items[active];
      const isTheOne = answer.found.total.value === 1 || item?.label.toLowerCase() === text.trim().toLowerCase();
      return item !== undefined && (wasSeen || isTheOne) ? item.ref : null;
    }

    return {
      configurations: { kind: "unread" },
      chosen: null,
      text: "",
      state: null,
      sort: null,
      active: 0,
      isOpening: false,
      ...kept,
      answer: { kind: "none" },
      async refresh() {
        configurationsRead = readConfigurations();
        await configurationsRead;
        await search();
      },
      async renewConfigurations() {
        const list = await client.search.configurations();
        if (list.ok && get().configurations.kind === "read")
          set({ configurations: { kind: "read", list: list.value } });
      },
      choose(id) {
        // The results on screen do not fit the columns and objects of another configuration.
        set({ answer: { kind: "none" } });
        return change({ chosen: id, state: null, sort: null });
      },
      // Text typed into an emptied field is a new search, without state and order.
      type: (text) => change(text.trim() === "" ? { text, state: null, sort: null } : { text }),
      narrow: (state) => change({ state }),
      sortBy: (sort) => change({ sort }),
      again: search,
      renew: () => (get().answer.kind === "found" ? search(true) : Promise.resolve()),
      async readMore() {
        const { answer } = get();
        if (answer.kind !== "found") return;
        const { found } = answer;
        if (found.next === null || found.more.kind === "reading") return;
        const query = newest;
        set({ answer: { kind: "found", found: { ...found, more: { kind: "reading" } } } });
        const page = await run(found.question, found.next);
        if (query !== newest) return;
        if (!page.ok) {
          return set({ answer: { kind: "found", found: { ...found, more: { kind: "failed", error: page.error } } } });
        }
        const grown = page.value === null ? {} : { ...page.value, items: [...found.items, ...page.value.items] };
        set({ answer: { kind: "found", found: { ...found, ...grown, more: { kind: "idle" } } } });
      },
      move(to) {
        const count = shown(get().answer)?.items.length ?? 0;
        seenFrom = 0;
        set({ active: Math.max(0, Math.min(to, count - 1)) });
      },
      async open() {
        const mine = {};
        opening = mine;
        set({ isOpening: true });
        const picked = await pick();
        if (opening !== mine) return null;
        get().giveUp();
        return picked;
      },
      giveUp() {
        opening = null;
        set({ isOpening: false });
      },
      restore(kept) {
        begin();
        activeIn = keyOf(kept);
        // A link names no configuration: the chosen one stays.
        set({ ...kept, chosen: kept.chosen ?? get().chosen, answer: { kind: "none" } });
      },
    };
  };
}
