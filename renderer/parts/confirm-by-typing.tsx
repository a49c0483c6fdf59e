import type { FormEvent, ReactNode } from "react";
import { fold } from "#shared/domain/fold.ts";
import { withoutSpaces } from "#shared/domain/number.ts";
import { TextField } from "../components/text-field.tsx";
import { useWords } from "../desk/words.ts";

/** Whether the typed text matches; case, accents and spaces aside. */
export const isTyped = (typed: string, wanted: string): boolean =>
  withoutSpaces(typed) !== "" && fold(withoutSpaces(typed)) === fold(withoutSpaces(wanted));

interface ConfirmByTypingProps {
  /** The label of the object, which distinguishes it from all others. */
  readonly wanted: string;
  readonly typed: string;
  readonly onType: (typed: string) => void;
  readonly onEnter: () => void;
  /** Whether the button was pressed before the label was complete. */
  readonly isAsked: boolean;
}

/**
 * The field that must hold the label of the object before an irreversible action can be pressed:
 * typing it cannot become a habit.
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
