import { useMemo, type ReactNode } from "react";
import type { HistoryEntry } from "#shared/idm/object.ts";
import { useWords } from "../../../desk/words.ts";
import { Button } from "../../../components/button.tsx";
import { DateField } from "../../../components/date-field.tsx";
import { Disclosure } from "../../../components/disclosure.tsx";
import { SelectField } from "../../../components/select-field.tsx";
import { TextField } from "../../../components/text-field.tsx";
import { choicesOf, isFiltering, noFilter, type HistoryFilter } from "./history-filter.ts";

interface FilterFieldsProps {
  readonly filter: HistoryFilter;
  /** The entries whose values are the choices of the filter. */
  readonly entries: readonly HistoryEntry[];
  readonly onChange: (filter: HistoryFilter) => void;
}

/** The filter of a history. Closed at first: most histories are short. */
export function FilterFields({ filter, entries, onChange }: FilterFieldsProps): ReactNode {
  const words = useWords();
  const { say, term } = words;
  const choices = useMemo(() => choicesOf(entries, words), [entries, words]);
  const change = (part: Partial<HistoryFilter>): void => onChange({ ...filter, ...part });
  const all = { value: "", label: say("history.all") };
  const named = (values: readonly string[]) => [all, ...values.map((value) => ({ value, label: value }))];
  return (
    <Disclosure title={say("history.filter")} startsOpen={isFiltering(filter)}>
      <div className="history-fields">
        <TextField label={say("history.text")} value={filter.text} onChange={(text) => change({ text })} />
        <SelectField
          label={say("history.process")}
          value={filter.event}
          choices={named(choices.events)}
          onChange={(event) => change({ event })}
        />
        <SelectField
          label={say("history.operator")}
          value={filter.person}
          choices={named(choices.people)}
          onChange={(person) => change({ person })}
        />
        <SelectField
          label={say("history.about")}
          value={filter.about}
          choices={[
            all,
            ...choices.abouts.map((about) => ({
              value: about,
              label: about === "state" ? term("what", about) : term("purpose", about),
            })),
          ]}
          onChange={(about) => change({ about })}
        />
        <DateField label={say("history.from")} value={filter.from} onChange={(from) => change({ from })} />
        <DateField label={say("history.to")} value={filter.to} onChange={(to) => change({ to })} />
      </div>
      {isFiltering(filter) ? (
        <Button kind="quiet" onPress={() => onChange(noFilter)}>
          {say("history.noFilter")}
        </Button>
      ) : null}
    </Disclosure>
  );
}
