import "./button.css";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface ButtonProps {
  readonly children: ReactNode;
  /**
   * `primary`: the one next step. `quiet`: no frame, for seldom used actions. `danger`:
   * irreversible; `warns`: leads to an irreversible action. `rail`: an area, its icon above its
   * name.
   */
  readonly kind?: "primary" | "plain" | "quiet" | "danger" | "warns" | "rail";
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  /** Id of the form that a submit button outside of it submits. */
  readonly form?: string;
  /** Shows work in progress and ignores presses, but keeps the focus, unlike a disabled button. */
  readonly isPending?: boolean;
  /** Has no effect yet; a press explains why, so the button is not disabled. */
  readonly isBlocked?: boolean;
  readonly label?: string;
  /** Reached by keys other than Tab, as in a list that is one tab stop. */
  readonly excludeFromTabOrder?: boolean;
  /** Whether the screen of this button is the current one. */
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
