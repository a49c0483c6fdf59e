import { createStore, type StoreApi } from "zustand";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { SearchConfiguration, SearchItem, SearchPage } from "#shared/idm/search.ts";
import type { Client } from "#shared/ipc/types.ts";

/** Milliseconds without a key until a search is sent. */
const typingPause = 150;

/** What was found for one text: the pages read so far, and how the next one stands. */
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

export type Configurations =
  | { readonly kind: "unread" }
  | { readonly kind: "failed"; readonly error: OperatorError }
  | { readonly kind: "read"; readonly list: readonly SearchConfiguration[] };

export type Answer =
  /** Nothing is searched: the field is empty. */
  | { readonly kind: "none" }
  /** A search is on its way; until it answers, what was found before stays in sight. */
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
  /** Reads what can be searched, and searches again: on coming (back) to the screen, or after a failure. */
  readonly refresh: () => Promise<void>;
  readonly choose: (id: string) => Promise<void>;
  readonly type: (text: string) => void;
  /** Sends the search again. */
  readonly again: () => Promise<void>;
  readonly readMore: () => Promise<void>;
  readonly move: (to: number) => void;
  /**
   * What Enter opens: the active result. Pressed before the answer to what is in the field was there, only the one result
   * that can be meant, for nobody has seen the others.
   */
  readonly pick: () => Promise<Ref | null>;
  /** Puts back what was searched before; it is sent with the next refresh. */
  readonly restore: (kept: Pick<QuickSearch, "chosen" | "text" | "active">) => void;
  readonly forget: () => void;
}

const nothing = {
  configurations: { kind: "unread" },
  chosen: null,
  text: "",
  answer: { kind: "none" },
  active: 0,
} as const;

/** Quick search: typing searches after a short pause, and only the answer to the newest text is ever shown. */
export function createQuickSearch(client: Client): StoreApi<QuickSearch> {
  let newest = 0;
  /** The text that `active` was chosen among the results of. */
  let activeFor: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let sent: Promise<void> = Promise.resolve();
  let configurationsRead: Promise<void> = Promise.resolve();

  return createStore<QuickSearch>((set, get) => {
    function search(): Promise<void> {
      clearTimeout(timer);
      timer = undefined;
      sent = ask();
      return sent;
    }

    async function ask(): Promise<void> {
      const mine = ++newest;
      const { text, answer } = get();
      if (text.trim() === "") return set({ answer: { kind: "none" } });
      set({ answer: { kind: "asking", before: shown(answer) } });
      // One who types at once is faster than the list of what can be searched.
      await configurationsRead;
      const { chosen } = get();
      if (mine !== newest) return;
      if (chosen === null) return set({ answer: { kind: "none" } });
      const page = await client.search.run({ configuration: chosen, q: text, state: null, cursor: null });
      if (mine !== newest) return;
      if (!page.ok) return set({ answer: { kind: "failed", error: page.error } });
      if (page.value === null) return;
      const found: Found = { text, ...page.value, more: { kind: "idle" } };
      const active = text === activeFor ? Math.min(get().active, found.items.length - 1) : 0;
      activeFor = text;
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

    return {
      ...nothing,
      async refresh() {
        configurationsRead = readConfigurations();
        await configurationsRead;
        await search();
      },
      async choose(id) {
        // Other columns, other objects: what was found does not belong under them.
        activeFor = null;
        set({ chosen: id, answer: { kind: "none" } });
        await search();
      },
      type(text) {
        clearTimeout(timer);
        newest += 1;
        if (text.trim() === "") return set({ text, answer: { kind: "none" } });
        set({ text, answer: { kind: "asking", before: shown(get().answer) } });
        timer = setTimeout(() => void search(), typingPause);
      },
      again: search,
      async readMore() {
        const { chosen, answer } = get();
        if (chosen === null || answer.kind !== "found") return;
        const { found } = answer;
        if (found.next === null || found.more.kind === "reading") return;
        const mine = newest;
        set({ answer: { kind: "found", found: { ...found, more: { kind: "reading" } } } });
        const page = await client.search.run({ configuration: chosen, q: found.text, state: null, cursor: found.next });
        if (mine !== newest) return;
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
      async pick() {
        const wasSeen = get().answer.kind === "found";
        if (timer !== undefined) void search();
        // A newer search may take the place of the one that is waited for.
        let awaited: Promise<void>;
        do {
          awaited = sent;
          await awaited;
        } while (awaited !== sent);
        const { answer, active, text } = get();
        if (answer.kind !== "found") return null;
        const item = answer.found.items[active];
        const isTheOne = answer.found.total.value === 1 || item?.label.toLowerCase() === text.trim().toLowerCase();
        return item !== undefined && (wasSeen || isTheOne) ? item.ref : null;
      },
      restore({ chosen, text, active }) {
        clearTimeout(timer);
        newest += 1;
        activeFor = text;
        set({ chosen, text, active, answer: { kind: "none" } });
      },
      forget() {
        clearTimeout(timer);
        newest += 1;
        set(nothing);
      },
    };
  });
}

/** What is in sight: the answer, or the one before while a newer is on its way. */
export function shown(answer: Answer): Found | null {
  if (answer.kind === "found") return answer.found;
  return answer.kind === "asking" ? answer.before : null;
}
