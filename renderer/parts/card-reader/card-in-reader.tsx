import "./card-reader.css";
import { useId, type ReactNode } from "react";
import { isSimulated } from "#shared/ipc/cards.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { KeysShown } from "../../desk/keys-shown.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { useReaderSeen } from "./reader-seen.ts";
import { cardIn, readerStatus } from "./reader-status.ts";

/**
 * The card in the reader with a link to its object; without a card, the reason and the next step.
 * Empty if no reader was ever seen.
 */
export function CardInReader(): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const reader = useCore((core) => core.reader);
  const isSeen = useReaderSeen();
  const id = useId();
  const { text, next } = readerStatus(reader, say);
  const ref = cardIn(reader);
  if (!isSeen) return null;
  return (
    <section className={`card-line card-${reader.kind}`} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {say("card.title")}
      </h2>
      <Icon name="card" />
      <output className="card-text">
        <strong>{text}</strong> {next === null ? null : <span className="quiet">{next}</span>}
      </output>
      <Simulated />
      {ref === null ? null : (
        <>
          <Button
            label={say("card.openNamed", { card: ref.id })}
            onPress={() => navigation.getState().go({ screen: "object", ref })}
          >
            {say("card.open")}
          </Button>
          <span className="card-keys" aria-hidden="true">
            <KeysShown keys={["Ctrl", "J"]} />
          </span>
        </>
      )}
    </section>
  );
}

/** Whether the card service is the sandbox's. */
export const useIsSimulated = (): boolean => useCore(({ reader }) => isSimulated(reader));

/** Marks a simulated reader, so that the operator does not take it for a real one. */
export function Simulated(): ReactNode {
  const { say } = useWords();
  return useIsSimulated() ? <span className="mark">{say("card.simulated")}</span> : null;
}
