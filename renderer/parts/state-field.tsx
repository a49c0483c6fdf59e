import type { ReactNode } from "react";
import { cardStates, userStates } from "#shared/domain/states.ts";
import { SelectField } from "../components/select-field.tsx";
import { useWords } from "../desk/words.ts";

const statesByType: Readonly<Record<string, readonly string[]>> = { virtualSmartCard: cardStates, user: userStates };

interface StateFieldProps {
  /** Type of the objects to search for; undefined while it is not known. */
  readonly objectType: string | undefined;
  /** Empty: any state. */
  readonly value: string;
  readonly onChange: (state: string) => void;
}

/** The state to search for, or any. */
export function StateField({ objectType, value, onChange }: StateFieldProps): ReactNode {
  const { say, term } = useWords();
  const states = objectType === undefined ? [] : (statesByType[objectType] ?? []);
  return (
    <SelectField
      label={say("take.state")}
      value={value}
      placeholder={say("take.anyState")}
      choices={states.map((state) => ({ value: state, label: term("state", state) }))}
      onChange={onChange}
    />
  );
}
