import type { ReactNode } from "react";
import { Button } from "./button.tsx";
import { Dialog } from "./dialog.tsx";

interface ConfirmProps {
  readonly title: string;
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
  /** Further content of the question, below its text. */
  readonly children?: ReactNode;
}

/** A question with two answers; Escape is the harmless one. */
export function Confirm({ title, text, yes, no, onYes, onNo, children }: ConfirmProps): ReactNode {
  return (
    <Dialog
      title={title}
      role="alertdialog"
      onEscape={onNo}
      footer={
        <>
          <Button onPress={onYes}>{yes}</Button>
          <Button kind="primary" onPress={onNo}>
            {no}
          </Button>
        </>
      }
    >
      <p>{text}</p>
      {children}
    </Dialog>
  );
}
