import "./select.css";
import { useId, type ReactNode, type Ref } from "react";
import { FieldFault, FieldLock, FieldMark, notesOf } from "./text-field.tsx";

interface SelectFieldProps {
  readonly label: string;
  readonly value: string;
  readonly choices: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
  /** Shown as the selected choice while there is no value. */
  readonly placeholder?: string;
  readonly isRequired?: boolean | undefined;
  readonly requiredMark?: string;
  readonly isDisabled?: boolean;
  readonly isLabelHidden?: boolean;
  readonly fault?: string | null;
  readonly hint?: string;
  /** Text that names who prescribed the value, if it cannot be changed here. */
  readonly lock?: string | null;
  readonly ref?: Ref<HTMLSelectElement>;
}

/** A labelled drop-down list: the browser's own, which every keyboard and screen reader knows. */
export function SelectField({
  label,
  value,
  choices,
  onChange,
  placeholder,
  isRequired,
  requiredMark,
  isDisabled,
  isLabelHidden,
  fault,
  hint,
  lock,
  ref,
}: SelectFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className={isLabelHidden ? "visually-hidden" : "field-label"}>
        {label}
        {isRequired && requiredMark !== undefined ? <FieldMark text={requiredMark} /> : null}
      </label>
      <select
        id={id}
        ref={ref}
        className="field-input field-select"
        value={value}
        disabled={isDisabled === true || Boolean(lock)}
        aria-required={isRequired}
        aria-invalid={fault ? true : undefined}
        aria-describedby={notesOf(id, { hint, fault, lock })}
        onChange={(event) => onChange(event.target.value)}
      >
        {placeholder === undefined ? null : <option value="">{placeholder}</option>}
        {choices.map((choice) => (
          <option key={choice.value} value={choice.value}>
            {choice.label}
          </option>
        ))}
      </select>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {fault ? <FieldFault id={`${id}-fault`} text={fault} /> : null}
      {lock ? <FieldLock id={`${id}-lock`} text={lock} /> : null}
    </div>
  );
}
