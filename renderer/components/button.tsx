import "./button.css";
import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface ButtonProps {
  readonly children: ReactNode;
  /** `primary`: the one thing to do next. `quiet`: no frame, for what is used seldom. */
  readonly kind?: "primary" | "plain" | "quiet";
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  /** Shown as working and deaf to presses, but not taken out of the focus as a disabled button would be. */
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
      // Of a double click the first counts: the second could meet the button that has taken this one's place.
      {...(onPress === undefined ? {} : { onClick: (event) => isPending || event.detail > 1 || onPress() })}
    />
  );
}
