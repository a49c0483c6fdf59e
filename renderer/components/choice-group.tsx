import "./choice-group.css";
import { useId, type ReactNode } from "react";
import { FieldLock, notesOf } from "./text-field.tsx";

interface ChoiceGroupProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly choices: readonly { readonly value: Value; readonly label: ReactNode }[];
  readonly onChange: (value: Value) => void;
  /** Text that names who prescribed the value, if it cannot be changed here. */
  readonly lock?: string | null;
}

/** One of a few values, all in sight: the browser's own radio buttons, side by side. */
export function ChoiceGroup<Value extends string>({
  label,
  value,
  choices,
  onChange,
  lock,
}: ChoiceGroupProps<Value>): ReactNode {
  const name = useId();
  return (
    <fieldset className="field choice-group" disabled={Boolean(lock)} aria-describedby={notesOf(name, { lock })}>
      <legend className="field-label">{label}</legend>
      <div className="choice-group-row">
        {choices.map((choice) => (
          <label key={choice.value} className="choice-group-choice">
            <input type="radio" name={name} checked={choice.value === value} onChange={() => onChange(choice.value)} />
            {choice.label}
          </label>
        ))}
      </div>
      {lock ? <FieldLock id={`${name}-lock`} text={lock} /> : null}
    </fieldset>
  );
}
