import type { ReactNode } from "react";
import type { Reason } from "#shared/domain/offer.ts";
import { useWords } from "../../app/words.ts";

/** Every reason why a process cannot be run: the back end's own sentence, else our words for its code. */
export function WhyNot({ why, id }: { readonly why: readonly Reason[]; readonly id?: string }): ReactNode {
  const { term } = useWords();
  return (
    <span id={id} className="cell-note">
      {why.map(({ code, detail }) => (
        <span key={code} className="line">
          {detail === "" ? term("why", code) : detail}
        </span>
      ))}
    </span>
  );
}
