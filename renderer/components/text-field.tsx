import "./check.css";
import "./field.css";
import { useId, type ReactNode, type Ref } from "react";

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
  readonly ref?: Ref<HTMLInputElement>;
}

/** A labelled field of one line, with what is wrong said beside it and to a screen reader. */
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
  ref,
}: TextFieldProps): ReactNode {
  const id = useId();
  const notes = [hint === undefined ? null : `${id}-hint`, fault ? `${id}-fault` : null].filter(
    (note) => note !== null,
  );
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
        aria-required={isRequired}
        aria-invalid={fault ? true : undefined}
        aria-describedby={notes.length === 0 ? undefined : notes.join(" ")}
        onChange={(event) => onChange(event.target.value)}
      />
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="field-hint">
          {hint}
        </p>
      )}
      {fault ? <FieldFault id={`${id}-fault`} text={fault} /> : null}
    </div>
  );
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
