import "./card-reader.css";
import { useId, useState, type ReactNode } from "react";
import { cardType } from "#shared/domain/ref.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { Simulated } from "./card-in-reader.tsx";
import { CheckDialog } from "./check-dialog.tsx";
import { useReaderSeen } from "./reader-seen.ts";
import { cardIn, isThisCard } from "./reader-status.ts";
import { CardMatch } from "./card-match.tsx";

/**
 * For the object view of a card: whether it is the card in the reader, and its check; only the
 * check if no reader was ever seen.
 */
export function ThisCard({ object }: { readonly object: IdmObject }): ReactNode {
  const isSeen = useReaderSeen();
  const { button, dialog } = useCheck(object);
  if (object.ref.type !== cardType) return null;
  return (
    <>
      {isSeen ? <CardLine object={object}>{button}</CardLine> : button}
      {dialog}
    </>
  );
}

interface CardLineProps {
  readonly object: IdmObject;
  readonly children: ReactNode;
}

function CardLine({ object, children }: CardLineProps): ReactNode {
  const { navigation } = useDesk();
  const { say } = useWords();
  const reader = useCore((core) => core.reader);
  const id = useId();
  const is = isThisCard(reader, object.ref);
  const other = is === "another" ? cardIn(reader) : null;
  return (
    <section className={`card-line card-is-${is}`} aria-labelledby={id}>
      <h2 id={id} className="visually-hidden">
        {say("card.title")}
      </h2>
      <Icon name="card" />
      <output className="card-text">
        <CardMatch target={object.ref} />
      </output>
      <Simulated />
      {other === null ? null : (
        <Button
          label={say("card.openNamed", { card: other.id })}
          onPress={() => navigation.getState().go({ screen: "object", ref: other })}
        >
          {say("card.open")}
        </Button>
      )}
      {children}
    </section>
  );
}

/** Offers **Check this card** for an object that is a card. */
export function CheckButton({ object }: { readonly object: IdmObject }): ReactNode {
  const { button, dialog } = useCheck(object);
  if (object.ref.type !== cardType) return null;
  return (
    <>
      {button}
      {dialog}
    </>
  );
}

/** Returns the button and its dialog apart: the button may move, but the dialog must not end. */
function useCheck({ ref, label }: IdmObject): { readonly button: ReactNode; readonly dialog: ReactNode } {
  const { say } = useWords();
  const [isOpen, setOpen] = useState(false);
  return {
    button: <Button onPress={() => setOpen(true)}>{say("check.title")}</Button>,
    dialog: isOpen ? <CheckDialog target={ref} label={label} onClose={() => setOpen(false)} /> : null,
  };
}
