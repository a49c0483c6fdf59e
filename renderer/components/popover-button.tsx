import "./popover-button.css";
import type { ReactNode } from "react";
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
  return (
    <DialogTrigger>
      <AriaButton className="button button-quiet popover-button" aria-label={label}>
        {face}
      </AriaButton>
      <Popover className="popover" placement="bottom end" offset={4}>
        <Dialog className="popover-inner" aria-label={label}>
          {({ close }) => <OverPage value>{children(close)}</OverPage>}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
