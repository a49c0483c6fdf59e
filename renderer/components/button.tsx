import "./button.css";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface ButtonProps {
  readonly children: ReactNode;
  /** `primary`: the one next step. `quiet`: no frame, for seldom used actions. */
  readonly kind?: "primary" | "plain" | "quiet";
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  /** Shows work in progress and ignores presses, but keeps the focus, unlike a disabled button. */
  readonly isPending?: boolean;
  readonly label?: string;
  /** The screen that the button leads to is the one that is shown. */
  readonly isCurrent?: boolean;
}

export function Button({
  kind = "plain",
  onPress,
  label,
  isCurrent,
  isPending = false,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <AriaButton
      {...rest}
      className={`button button-${kind}`}
      aria-disabled={isPending}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(isCurrent ? { "aria-current": "page" } : {})}
      // Only the first click of a double click counts: the second could hit the button that
      // replaced this one.
      {...(onPress === undefined ? {} : { onClick: (event) => isPending || event.detail > 1 || onPress() })}
    />
  );
}
