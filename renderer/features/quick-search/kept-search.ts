import type { StoreApi } from "zustand";
import { follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import type { KeptSearch } from "../../desk/navigation.ts";

/** The part of the quick search that is kept in the browser's history. */
interface Searched extends KeptSearch {
  readonly restore: (kept: KeptSearch) => void;
  readonly again: () => Promise<void>;
}

/** Keeps the search in the browser's history, so that Back, Forward and a reload bring it back. */
export function keepInHistory(desk: Desk, search: StoreApi<Searched>): void {
  const { navigation } = desk;

  function keep(): void {
    const { route, keepSearch } = navigation.getState();
    const { chosen, text, active } = search.getState();
    if (route.screen === "search" || route.screen === "start") keepSearch({ chosen, text, active });
  }

  /** Restores a kept search; false if it is the current one. */
  function restore(kept: KeptSearch | null): boolean {
    const { chosen, text, restore } = search.getState();
    if (kept === null || (kept.chosen === chosen && kept.text === text)) return false;
    restore(kept);
    return true;
  }

  follow(desk, search, (now, before) => {
    if (now.text !== before.text || now.chosen !== before.chosen || now.active !== before.active) keep();
  });
  follow(desk, navigation, (now, before) => {
    if (now.route === before.route) return;
    if (now.search === null) keep();
    // The search screen sends the query itself when it opens.
    else if (restore(now.search) && now.route.screen === before.route.screen) void search.getState().again();
  });
}
