import type { ReactNode } from "react";
import { Button as AriaButton } from "react-aria-components/Button";

interface StartRowProps {
  /** The number or account. */
  readonly label: string;
  readonly text: string;
  readonly end?: ReactNode;
  readonly onPress: () => void;
}

/** A line that opens what it names. */
export function StartRow({ label, text, end, onPress }: StartRowProps): ReactNode {
  return (
    <li>
      <AriaButton className="start-row" onPress={onPress}>
        <span className="number">{label}</span>
        <span className="start-row-text">{text}</span>
        {end}
      </AriaButton>
    </li>
  );
}
