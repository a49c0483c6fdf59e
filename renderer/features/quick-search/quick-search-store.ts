import type { StateCreator } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration, SearchItem, SearchPage } from "#shared/idm/search.ts";
import { deskStore } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import type { KeptSearch } from "../../desk/navigation.ts";
import { keepInHistory } from "./kept-search.ts";

/** Milliseconds without a key until a search is sent. */
const typingPause = 150;

/** The results for one text: the pages read so far, and the state of the next one. */
export interface Found {
  readonly text: string;
  readonly items: readonly SearchItem[];
  readonly total: SearchPage["total"];
  readonly next: string | null;
  readonly more: { readonly kind: "idle" } | { readonly kind: "reading" } | MoreFailed;
}
interface MoreFailed {
  readonly kind: "failed";
  readonly error: OperatorError;
}

type Configurations =
  | { readonly kind: "unread" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly list: readonly SearchConfiguration[] };

export type Answer =
  /** The field is empty. */
  | { readonly kind: "none" }
  /** A query waits for its answer; until then the results before it stay on screen. */
  | { readonly kind: "asking"; readonly before: Found | null }
  | { readonly kind: "found"; readonly found: Found }
  | { readonly kind: "failed"; readonly error: OperatorError };

export interface QuickSearch {
  readonly configurations: Configurations;
  /** Id of the chosen search configuration. */
  readonly chosen: string | null;
  readonly text: string;
  readonly answer: Answer;
  /** Index of the result that Enter opens. */
  readonly active: number;
  /** Enter was pressed, and what it opens is being looked for. */
  readonly isOpening: boolean;
  /** Reads the configurations and searches again: when the screen opens, or after a failure. */
  readonly refresh: () => Promise<void>;
  readonly choose: (id: string) => Promise<void>;
  readonly type: (text: string) => void;
  /** Sends the search again. */
  readonly again: () => Promise<void>;
  readonly readMore: () => Promise<void>;
  readonly move: (to: number) => void;
  /**
   * The result that Enter opens: the active one. If Enter came before the answer, only a result
   * that is the sole one or has exactly the typed label, because the operator has not seen the
   * others.
   */
  readonly open: () => Promise<Ref | null>;
  /** Ends the wait of `open`, whose answer is then null. */
  readonly giveUp: () => void;
  /** Restores an earlier search; it is sent with the next refresh. */
  readonly restore: (kept: KeptSearch) => void;
}

/** A query from its first key on: the pause before it is sent, then the wait for its answer. */
interface Query {
  readonly pause: ReturnType<typeof setTimeout> | undefined;
  answered: Promise<void>;
}

/**
 * Quick search: typing searches after a short pause, and only the answer to the newest query is
 * shown.
 */
export const quickSearch = deskStore("quick search", createSearch, keepInHistory);

function createSearch({ client, navigation }: Desk): StateCreator<QuickSearch> {
  const asker = crypto.randomUUID();
  const kept = navigation.getState().search;
  let newest: Query = { pause: undefined, answered: Promise.resolve() };
  /** The text whose results `active` points into. */
  let activeIn: string | null = kept?.text ?? null;
  let configurationsRead: Promise<void> = Promise.resolve();
  /** The wait that Enter began last. */
  let opening: object | null = null;

  /** Begins a query; answers to older ones are dropped from now on. */
  function begin(pause?: Query["pause"]): Query {
    clearTimeout(newest.pause);
    newest = { pause, answered: newest.answered };
    return newest;
  }

  return (set, get) => {
    function search(): Promise<void> {
      const query = begin();
      query.answered = ask(query);
      return query.answered;
    }

    async function ask(query: Query): Promise<void> {
      const { text, answer } = get();
      if (text.trim() === "") return set({ answer: { kind: "none" } });
      set({ answer: { kind: "asking", before: shown(answer) } });
      // The operator may type before the configurations have arrived.
      await configurationsRead;
      const { chosen } = get();
      if (query !== newest) return;
      if (chosen === null) return set({ answer: { kind: "none" } });
      const page = await client.search.run({ configuration: chosen, q: text, state: null, cursor: null, asker });
      if (query !== newest) return;
      if (!page.ok) return set({ answer: { kind: "failed", error: page.error } });
      if (page.value === null) return;
      const found: Found = { text, ...page.value, more: { kind: "idle" } };
      const active = text === activeIn ? Math.min(get().active, found.items.length - 1) : 0;
      activeIn = text;
      set({ answer: { kind: "found", found }, active: Math.max(0, active) });
    }

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
      const wasSeen = get().answer.kind === "found";
      if (newest.pause !== undefined) void search();
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
      active: 0,
      isOpening: false,
      ...kept,
      answer: { kind: "none" },
      async refresh() {
        configurationsRead = readConfigurations();
        await configurationsRead;
        await search();
      },
      async choose(id) {
        // Other columns, other objects: the results on screen do not belong under them.
        activeIn = null;
        set({ chosen: id, answer: { kind: "none" } });
        await search();
      },
      type(text) {
        if (text.trim() === "") {
          begin();
          return set({ text, answer: { kind: "none" } });
        }
        begin(setTimeout(() => void search(), typingPause));
        set({ text, answer: { kind: "asking", before: shown(get().answer) } });
      },
      again: search,
      async readMore() {
        const { chosen, answer } = get();
        if (chosen === null || answer.kind !== "found") return;
        const { found } = answer;
        if (found.next === null || found.more.kind === "reading") return;
        const query = newest;
        set({ answer: { kind: "found", found: { ...found, more: { kind: "reading" } } } });
        const { text: q, next: cursor } = found;
        const page = await client.search.run({ configuration: chosen, q, state: null, cursor, asker });
        if (query !== newest) return;
        if (!page.ok) {
          const more: MoreFailed = { kind: "failed", error: page.error };
          return set({ answer: { kind: "found", found: { ...found, more } } });
        }
        const grown = page.value === null ? {} : { ...page.value, items: [...found.items, ...page.value.items] };
        set({ answer: { kind: "found", found: { ...found, ...grown, more: { kind: "idle" } } } });
      },
      move(to) {
        const count = shown(get().answer)?.items.length ?? 0;
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
      restore({ chosen, text, active }) {
        begin();
        activeIn = text;
        set({ chosen, text, active, answer: { kind: "none" } });
      },
    };
  };
}

/**
 * The results on screen: of the newest query, or of the one before while the newest has no answer.
 */
export function shown(answer: Answer): Found | null {
  if (answer.kind === "found") return answer.found;
  return answer.kind === "asking" ? answer.before : null;
}
