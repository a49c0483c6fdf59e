import { useId, type ReactNode } from "react";

interface ProcessSwitchProps {
  readonly name: string;
  readonly isOn: boolean;
  /** What on or off means here. */
  readonly text: string;
  readonly onChange: () => void;
}

/** A process that is on or off. */
export function ProcessSwitch({ name, isOn, text, onChange }: ProcessSwitchProps): ReactNode {
  const id = useId();
  return (
    <label className="process-switch">
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        aria-label={name}
        aria-describedby={id}
        checked={isOn}
        onChange={onChange}
      />
      <span className="process-switch-name">{name}</span>
      <span id={id} className={isOn ? "process-switch-text" : "process-switch-text quiet"}>
        {text}
      </span>
    </label>
  );
}
