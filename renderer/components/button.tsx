import "./button.css";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface ButtonProps {
  readonly children: ReactNode;
  /**
   * `primary`: the one next step. `quiet`: no frame, for seldom used actions. `danger`: what cannot
   * be undone; `warns`: leads to it. `rail`: an area, its icon above its name.
   */
  readonly kind?: "primary" | "plain" | "quiet" | "danger" | "warns" | "rail";
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  /** Id of the form that a submit button outside of it sends. */
  readonly form?: string;
  /** Shows work in progress and ignores presses, but keeps the focus, unlike a disabled button. */
  readonly isPending?: boolean;
  /** Cannot be pressed to any effect yet; a press says why, so it is not disabled. */
  readonly isBlocked?: boolean;
  readonly label?: string;
  /** Reached by other keys than Tab, as in a list that is one stop. */
  readonly excludeFromTabOrder?: boolean;
  /** The screen that the button leads to is the one that is shown. */
  readonly isCurrent?: boolean;
}

export function Button({
  kind = "plain",
  onPress,
  label,
  isCurrent,
  isPending = false,
  isBlocked = false,
  ...rest
}: ButtonProps): ReactNode {
  return (
    <AriaButton
      {...rest}
      className={`button button-${kind}`}
      data-blocked={isBlocked || undefined}
      aria-disabled={isPending || isBlocked}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(isCurrent ? { "aria-current": "page" } : {})}
      // Only the first click of a double click counts: the second could hit the button that
      // replaced this one.
      {...(onPress === undefined ? {} : { onClick: (event) => isPending || event.detail > 1 || onPress() })}
    />
  );
}
