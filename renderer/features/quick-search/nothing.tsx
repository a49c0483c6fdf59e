import type { ReactNode } from "react";
import { useStore } from "zustand";
import { Button } from "../../components/button.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import type { Found } from "./found.ts";
import { quickSearch } from "./quick-search-store.ts";

/** Says that nothing was found, what was searched, and what to do next. */
export function Nothing({ found }: { readonly found: Found }): ReactNode {
  const { say, term } = useWords();
  const narrow = useStore(quickSearch(useDesk()), (search) => search.narrow);
  const isOffline = useCore((core) => core.offline.working);
  const { text: whole, state } = found.question;
  const text = whole.length > 60 ? `${whole.slice(0, 60)}…` : whole;
  if (state !== null) {
    return (
      <div className="empty">
        <p className="empty-title">{say("search.emptyInState", { text, state: term("state", state) })}</p>
        <Button onPress={() => void narrow(null)}>{say("search.everyState")}</Button>
      </div>
    );
  }
  return (
    <div className="empty">
      <p className="empty-title">{say(isOffline ? "search.emptyOffline" : "search.emptyTitle", { text })}</p>
      <p>{say(isOffline ? "search.emptyOfflineNext" : "search.emptyNext")}</p>
    </div>
  );
}
