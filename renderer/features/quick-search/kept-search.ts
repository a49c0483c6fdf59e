import type { StoreApi } from "zustand";
import { follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import type { KeptSearch } from "../../desk/navigation.ts";
import { keyOf } from "./found.ts";

/** The part of the quick search that is kept in the browser's history. */
interface Searched extends KeptSearch {
  readonly restore: (kept: KeptSearch) => void;
  readonly again: () => Promise<void>;
  readonly renew: () => Promise<void>;
}

/** Keeps the search in the browser's history, so that Back, Forward and a reload bring it back. */
export function keepInHistory(desk: Desk, search: StoreApi<Searched>): void {
  const { navigation } = desk;

  function keep(): void {
    const { route, keepSearch } = navigation.getState();
    const { chosen, text, state, sort, active } = search.getState();
    if (route.screen === "search" || route.screen === "start") keepSearch({ chosen, text, state, sort, active });
  }

  follow(desk, search, (now, before) => {
    if (keyOf(now) !== keyOf(before) || now.active !== before.active) keep();
  });
  follow(desk, navigation, ({ route, search: kept }, before) => {
    if (route === before.route) return;
    const { restore, again, renew } = search.getState();
    if (kept === null) keep();
    if (kept !== null && keyOf(kept) !== keyOf(search.getState())) {
      restore(kept);
      void again();
    } else if (route.screen === "search") {
      // The results may have become stale while another screen was shown.
      void renew();
    }
  });
}
