import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { useCore } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { cardIn, isThisCard, readerStatus } from "./reader-status.ts";

/** Shows whether the card in the reader is this object, or why that is unknown. */
export function CardMatch({ target }: { readonly target: Ref }): ReactNode {
  const { say } = useWords();
  const reader = useCore((core) => core.reader);
  const is = isThisCard(reader, target);
  const other = cardIn(reader);
  const { text, next } = readerStatus(reader, say);
  switch (is) {
    case "this":
      return say("card.isThis");
    case "another":
      return other === null ? say("card.isNotThis") : say("card.isOther", { card: other.id });
    case "unsure":
      return (
        <>
          {text} {next === null ? null : <span className="quiet">{next}</span>}
        </>
      );
    default:
      return assertNever(is);
  }
}
