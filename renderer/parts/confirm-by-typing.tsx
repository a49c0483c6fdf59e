import type { FormEvent, ReactNode } from "react";
import { fold } from "#shared/domain/fold.ts";
import { withoutSpaces } from "#shared/domain/number.ts";
import { TextField } from "../components/text-field.tsx";
import { useWords } from "../desk/words.ts";

/** Whether what was typed is what had to be; case, accents and spaces aside. */
export const isTyped = (typed: string, wanted: string): boolean =>
  withoutSpaces(typed) !== "" && fold(withoutSpaces(typed)) === fold(withoutSpaces(wanted));

interface ConfirmByTypingProps {
  /** The label of the object, which names it among all others. */
  readonly wanted: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onEnter: () => void;
  /** It was pressed before the right label was there. */
  readonly isAsked: boolean;
}

/**
 * The field that has to hold the label of the object before what cannot be undone can be pressed:
 * no habit of the fingers knows it.
 */
export function ConfirmByTyping({ wanted, typed, onType, onEnter, isAsked }: ConfirmByTypingProps): ReactNode {
  const { say } = useWords();
  function submit(event: FormEvent): void {
    event.preventDefault();
    onEnter();
  }
  return (
    <form className="confirm-by-typing" noValidate onSubmit={submit}>
      <TextField
        label={say("confirm.type", { label: wanted })}
        value={typed}
        onChange={onType}
        fault={isAsked && !isTyped(typed, wanted) ? say("confirm.typeFault", { label: wanted }) : null}
      />
    </form>
  );
}
