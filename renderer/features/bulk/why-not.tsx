import type { ReactNode } from "react";
import type { Reason } from "#shared/domain/offer.ts";
import { reasonText } from "../../desk/reason-text.ts";
import { useWords } from "../../desk/words.ts";

/** Every reason why a process cannot be run. */
export function WhyNot({ why, id }: { readonly why: readonly Reason[]; readonly id?: string }): ReactNode {
  const words = useWords();
  return (
    <span id={id} className="cell-note">
      {why.map((reason) => (
        <span key={reason.code} className="line">
          {reasonText(reason, words)}
        </span>
      ))}
    </span>
  );
}
