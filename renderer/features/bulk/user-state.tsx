import type { ReactNode } from "react";
import type { About } from "#shared/domain/about.ts";
import { cardType, type Ref } from "#shared/domain/ref.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";

/** The state of the user of a card, where they are not active. */
export function UserState({ object, about }: { readonly object: Ref; readonly about: About | null }): ReactNode {
  const { say } = useWords();
  if (object.type !== cardType || about === null || about.personState === null || about.personState === "active")
    return null;
  return (
    <span className="cell-note">
      {say("about.user")} <StateBadge state={about.personState} />
    </span>
  );
}
