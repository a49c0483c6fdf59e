import "./popover-button.css";
import { useRef, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { Button as AriaButton } from "react-aria-components/Button";
import { Dialog, DialogTrigger } from "react-aria-components/Dialog";
import { Popover } from "react-aria-components/Popover";
import { OverPage } from "./over-page.ts";

interface PopoverButtonProps {
  /** Names the button and what it opens. */
  readonly label: string;
  /** The visible content of the button. */
  readonly face: ReactNode;
  /** The content of the panel; gets a function that closes the panel. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a small panel beside it; Escape or a press elsewhere closes the panel. */
export function PopoverButton({ label, face, children }: PopoverButtonProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);

  /** Returns the focus at once, so that a dialog opened next returns it to the button, too. */
  function leave(close: () => void): void {
    flushSync(close);
    button.current?.focus();
  }

  return (
    <DialogTrigger>
      <AriaButton ref={button} className="button button-quiet popover-button" aria-label={label}>
        {face}
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Dialog className="popover-inner" aria-label={label}>
          {({ close }) => <OverPage value>{children(() => leave(close))}</OverPage>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
