import "./button.css";
import type { ReactNode, Ref } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface ButtonProps {
  readonly children: ReactNode;
  /** `primary`: the one thing to do next. `quiet`: no frame, for what is used seldom. */
  readonly kind?: "primary" | "plain" | "quiet";
  readonly onPress?: () => void;
  readonly type?: "button" | "submit";
  readonly isDisabled?: boolean;
  /** Shown as working and deaf to presses, but not taken out of the focus. */
  readonly isPending?: boolean;
  readonly label?: string;
  /** The screen that the button leads to is the one that is shown. */
  readonly isCurrent?: boolean;
  readonly describedBy?: string;
  readonly ref?: Ref<HTMLButtonElement>;
}

export function Button({ kind = "plain", onPress, label, describedBy, isCurrent, ...rest }: ButtonProps): ReactNode {
  return (
    <AriaButton
      {...rest}
      className={`button button-${kind}`}
      {...(label === undefined ? {} : { "aria-label": label })}
      {...(isCurrent ? { "aria-current": "page" } : {})}
      {...(describedBy === undefined ? {} : { "aria-describedby": describedBy })}
      // Of a double click the first counts: the second could meet the button that has taken this one's place.
      {...(onPress === undefined ? {} : { onClick: (event) => event.detail > 1 || onPress() })}
    />
  );
}
