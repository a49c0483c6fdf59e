import "./field.css";
import { useId, type ReactNode, type TextareaHTMLAttributes } from "react";

interface TextAreaProps extends Pick<TextareaHTMLAttributes<HTMLTextAreaElement>, "dir" | "spellCheck"> {
  readonly label: string;
  readonly hint: string;
  readonly rows: number;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly className?: string;
}

/** A labelled field of several lines. */
export function TextArea({ label, hint, className = "", onChange, ...area }: TextAreaProps): ReactNode {
  const id = useId();
  return (
    <div className="field">
      <label htmlFor={id} className="field-label">
        {label}
      </label>
      <textarea
        id={id}
        className={`field-input ${className}`}
        aria-describedby={`${id}-hint`}
        onChange={(event) => onChange(event.target.value)}
        {...area}
      />
      <p id={`${id}-hint`} className="field-hint">
        {hint}
      </p>
    </div>
  );
}
