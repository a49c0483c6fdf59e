import type { StoreApi } from "zustand";
import type { CoreState } from "../../desk/core-state.ts";
import type { KeptSearch, Navigation } from "../../desk/navigation.ts";
import type { QuickSearch } from "./quick-search-store.ts";

interface Around {
  readonly core: StoreApi<CoreState>;
  readonly navigation: StoreApi<Navigation>;
  readonly search: StoreApi<QuickSearch>;
}

/** Keeps what is searched with the place in the browser's history, so that Back, Forward and a reload bring it back. */
export function keepSearch({ core, navigation, search }: Around): void {
  const operator = (): string | null => {
    const { session } = core.getState();
    return session.kind === "none" ? null : session.operator.id;
  };

  function keep(): void {
    const { route, keepSearch } = navigation.getState();
    const mine = operator();
    if (route.screen !== "search" && route.screen !== "start") return;
    const { chosen, text, active } = search.getState();
    if (mine !== null) keepSearch({ operator: mine, chosen, text, active });
  }

  /** Whether anything is put back that is not there already. */
  function restore(kept: KeptSearch | null): boolean {
    const { chosen, text, restore } = search.getState();
    if (kept === null || kept.operator !== operator() || (kept.chosen === chosen && kept.text === text)) return false;
    restore(kept);
    return true;
  }

  restore(navigation.getState().search);
  search.subscribe((now, before) => {
    if (now.text !== before.text || now.chosen !== before.chosen || now.active !== before.active) keep();
  });
  navigation.subscribe((now, before) => {
    if (now.route === before.route) return;
    if (now.search === null) keep();
    // Coming from elsewhere the screen sends it as it opens.
    else if (restore(now.search) && now.route.screen === before.route.screen) void search.getState().again();
  });
}
