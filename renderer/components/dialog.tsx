import "./dialog.css";
import type { ReactNode } from "react";
import { Dialog as AriaDialog } from "react-aria-components/Dialog";
import { Heading } from "react-aria-components/Heading";
import { Modal, ModalOverlay } from "react-aria-components/Modal";
import { OverPage } from "./over-page.ts";
import { useTurn } from "./use-turn.ts";

interface DialogProps {
  /** The dialog's heading, and its name. */
  readonly title: string;
  readonly children: ReactNode;
  /** Shown before the title. */
  readonly lead?: ReactNode;
  /** Shown below the title; stays in sight however long the dialog is. */
  readonly head?: ReactNode;
  /** Shown at the end of the title's line. */
  readonly aside?: ReactNode;
  /** The buttons, the primary one last: at the right end of a line that is always in sight. */
  readonly footer?: ReactNode;
  /** `danger`: its action is irreversible. */
  readonly tone?: "plain" | "danger";
  /** Called on Escape; a dialog without it closes only by its own buttons. */
  readonly onEscape?: () => void;
  readonly size?: "small" | "large";
  readonly role?: "dialog" | "alertdialog";
}

/**
 * A modal dialog: the page behind it is inert, the focus stays inside and returns when it closes.
 * Its content is rendered one commit later than its caller (`useTurn`).
 */
export function Dialog({
  title,
  children,
  lead,
  head,
  aside,
  footer,
  tone = "plain",
  onEscape,
  size = "small",
  role = "dialog",
}: DialogProps): ReactNode {
  const isTurn = useTurn();
  return (
    <ModalOverlay
      isOpen={isTurn}
      className="overlay"
      isDismissable={false}
      isKeyboardDismissDisabled={onEscape === undefined}
      onOpenChange={(open) => open || onEscape?.()}
    >
      <Modal className={`dialog dialog-${size} dialog-${tone}`}>
        <AriaDialog role={role} className="dialog-inner">
          <header className="dialog-head">
            {lead}
            <div className="dialog-naming">
              <Heading slot="title" level={2} className="dialog-title">
                {title}
              </Heading>
              {head}
            </div>
            {aside}
          </header>
          <OverPage value>
            <div className="dialog-body">{children}</div>
            {footer === undefined ? null : <footer className="dialog-footer">{footer}</footer>}
          </OverPage>
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
