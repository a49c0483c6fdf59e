import "./check.css";
import "./field.css";
import { useId, type ReactNode, type Ref } from "react";
import { Icon } from "./icons.tsx";

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: "text" | "search" | "password" | "number";
  readonly autoComplete?: string;
  readonly isRequired?: boolean | undefined;
  readonly requiredMark?: string;
  readonly isReadOnly?: boolean;
  /** The error message, null while the value is valid. */
  readonly fault?: string | null;
  readonly hint?: string;
  /** Text that names who prescribed the value, if it cannot be changed here. */
  readonly lock?: string | null;
  readonly ref?: Ref<HTMLInputElement>;
}

/** A labelled field of one line; its error is shown beside it and announced to a screen reader. */
export function TextField({
  label,
  value,
  onChange,
  type = "text",
  autoComplete = "off",
  isRequired,
  requiredMark,
  isReadOnly,
  fault,
  hint,
  lock,
  ref,
}: TextFieldProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
        {isRequired && requiredMark !== undefined ? <FieldMark text={requiredMark} /> : null}
      </label>
      <input
        id={id}
        ref={ref}
        className="field-input"
        dir="auto"
        type={type}
        value={value}
        autoComplete={autoComplete}
        spellCheck={false}
        readOnly={isReadOnly}
        disabled={Boolean(lock)}
        aria-required={isRequired}
        aria-invalid={fault ? true : undefined}
        aria-describedby={notesOf(id, { hint, fault, lock })}
        onChange={(event) => onChange(event.target.value)}
      />
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

/** Returns the ids of the notes beside a field: hint, error and lock. */
export function notesOf(
  id: string,
  said: Readonly<Partial<Record<"hint" | "fault" | "lock", string | null | undefined>>>,
): string | undefined {
  const notes = Object.entries(said).flatMap(([name, text]) => (text ? [`${id}-${name}`] : []));
  return notes.length === 0 ? undefined : notes.join(" ");
}

export function FieldMark({ text }: { readonly text: string }): ReactNode {
  return (
    <span className="field-mark" aria-hidden="true">
      {text}
    </span>
  );
}

export function FieldFault({ id, text }: { readonly id: string; readonly text: string }): ReactNode {
  return (
    <p id={id} className="field-fault">
      {text}
    </p>
  );
}

/** Shows who prescribed the value of a field that cannot be changed here. */
export function FieldLock({ id, text }: { readonly id: string; readonly text: string }): ReactNode {
  return (
    <span id={id} className="field-lock">
      <Icon name="lock" />
      {text}
    </span>
  );
}
