import type { ReactNode } from "react";
import { inactiveUserState, type About } from "#shared/domain/about.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";

/** The state of a card's user, if the user is not active. */
export function UserState({ object, about }: { readonly object: Ref; readonly about: About | null }): ReactNode {
  const { say } = useWords();
  const state = inactiveUserState(object, about);
  if (state === null) return null;
  return (
    <span className="cell-note">
      {say("about.user")} <StateBadge state={state} of="user" />
    </span>
  );
}
