import { useMemo, type ReactNode } from "react";
import { useStore } from "zustand";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { PopoverButton } from "../../components/popover-button.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { columnsOf } from "./columns.ts";
import type { Found } from "./found.ts";
import { quickSearch } from "./quick-search-store.ts";
import { resultView } from "./result-view.ts";

interface StateFilterProps {
  readonly configuration: SearchConfiguration;
  readonly found: Found | null;
}

/** A chip for each state that the results can have; a press on the chosen one clears the filter. */
export function StateFilter({ configuration, found }: StateFilterProps): ReactNode {
  const { say, state: stateName } = useWords();
  const { state: chosen, narrow } = useStore(quickSearch(useDesk()));
  const states = useMemo(() => {
    if (configuration.states !== undefined) return configuration.states;
    const seen = new Set(found?.items.map(({ state }) => state));
    return [...(chosen === null ? seen : seen.add(chosen))];
  }, [configuration, found?.items, chosen]);
  if (states.length < 2 && chosen === null) return null;
  return (
    <fieldset className="chips" aria-label={say("search.state")}>
      {states.map((state) => (
        <button
          key={state}
          type="button"
          className="chip"
          aria-pressed={state === chosen}
          onClick={() => void narrow(state === chosen ? null : state)}
        >
          {stateName(state, configuration.objectType)}
          {state === chosen ? <Icon name="remove" /> : null}
        </button>
      ))}
    </fieldset>
  );
}

/** The order of the results, for a look without column headings to press. */
export function SortControl({ configuration }: { readonly configuration: SearchConfiguration }): ReactNode {
  const { say } = useWords();
  const { sort, sortBy } = useStore(quickSearch(useDesk()));
  const columns = columnsOf(configuration, say("search.state")).filter(({ name }) =>
    configuration.sortable?.includes(name),
  );
  if (columns.length === 0) return null;
  const isDown = sort?.direction === "descending";
  return (
    <div className="sort-control">
      <SelectField
        label={say("search.sort")}
        isLabelHidden
        value={sort?.column ?? ""}
        placeholder={say("search.bestMatch")}
        choices={columns.map(({ name, label }) => ({ value: name, label }))}
        onChange={(column) => void sortBy(column === "" ? null : { column, direction: "ascending" })}
      />
      {sort === null ? null : (
        <Button
          kind="quiet"
          label={say(isDown ? "search.sortUp" : "search.sortDown")}
          onPress={() => void sortBy({ ...sort, direction: isDown ? "ascending" : "descending" })}
        >
          <Icon name={isDown ? "down" : "up"} />
        </Button>
      )}
    </div>
  );
}

/** The choice of the table's columns; the object's name and state are always there. */
export function ColumnChoice({ configuration }: { readonly configuration: SearchConfiguration }): ReactNode {
  const { say } = useWords();
  const { hidden, toggleColumn } = useStore(resultView(useDesk()));
  const columns = columnsOf(configuration, say("search.state")).slice(2);
  if (columns.length === 0) return null;
  return (
    <PopoverButton label={say("search.columns")} face={<Icon name="columns" />}>
      {() => (
        <div className="column-choice">
          {columns.map(({ name, label }) => (
            <label key={name} className="check">
              <input
                type="checkbox"
                checked={hidden[configuration.id]?.includes(name) !== true}
                onChange={() => toggleColumn(configuration.id, name)}
              />
              {label}
            </label>
          ))}
        </div>
      )}
    </PopoverButton>
  );
}

/** Switches between results as a table and as a list with the object beside it. */
export function LookToggle(): ReactNode {
  const { say } = useWords();
  const { isTable, showTable } = useStore(resultView(useDesk()));
  return (
    <Button kind="quiet" label={say(isTable ? "search.asList" : "search.asTable")} onPress={() => showTable(!isTable)}>
      <Icon name={isTable ? "split" : "table"} />
    </Button>
  );
}
