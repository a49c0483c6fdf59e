import { useId, type ReactNode } from "react";
import { wayKinds } from "#shared/ipc/environments.ts";
import { FieldFault, notesOf } from "../../components/text-field.tsx";
import { useWords } from "../../desk/words.ts";
import type { Typed } from "./typed.ts";

interface WaysFieldProps {
  readonly ways: Typed["ways"];
  readonly onChange: (ways: Typed["ways"]) => void;
  readonly fault: string | null;
}

/** Which ways to log in are offered, of those that the back end has. */
export function WaysField({ ways, onChange, fault }: WaysFieldProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <fieldset className="field choice-group" aria-describedby={notesOf(id, { hint: "hint", fault })}>
      <legend className="field-label">{say("environments.ways")}</legend>
      <div className="environments-ways">
        {wayKinds.map((way) => (
          <label key={way} className="check">
            <input
              type="checkbox"
              checked={ways.includes(way)}
              aria-invalid={fault ? true : undefined}
              onChange={({ target }) =>
                onChange(wayKinds.filter((each) => (each === way ? target.checked : ways.includes(each))))
              }
            />
            {say(`environments.way.${way}`)}
          </label>
        ))}
      </div>
      <p id={`${id}-hint`} className="field-hint">
        {say("environments.waysHint")}
      </p>
      {fault === null ? null : <FieldFault id={`${id}-fault`} text={fault} />}
    </fieldset>
  );
}
