import { useId, type ReactNode } from "react";

interface SegmentsProps<T extends string> {
  /** Names the group. */
  readonly label: string;
  readonly choices: readonly { readonly value: T; readonly label: string; readonly count?: number }[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** A few choices side by side, one of which is selected. */
export function Segments<T extends string>({ label, choices, value, onChange }: SegmentsProps<T>): ReactNode {
  const id = useId();
  return (
    <div className="segments" role="radiogroup" aria-label={label}>
      {choices.map((choice) => (
        <label key={choice.value} className="segment">
          <input type="radio" name={id} checked={choice.value === value} onChange={() => onChange(choice.value)} />
          {choice.label} {choice.count === undefined ? null : <span className="segment-count">{choice.count}</span>}
        </label>
      ))}
    </div>
  );
}
