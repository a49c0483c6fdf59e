import { useId, type ReactNode } from "react";
import type { BulkProcess } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { useWords } from "../../desk/words.ts";
import { SelectField } from "../../components/select-field.tsx";
import { WhyNot } from "./why-not.tsx";

interface ChooseProcessProps {
  readonly configurations: readonly SearchConfiguration[];
  readonly configuration: SearchConfiguration | undefined;
  readonly processes: readonly BulkProcess[];
  readonly process: BulkProcess | undefined;
  readonly onTemplate: (coreTemplate: string) => void;
  readonly onProcess: (symbolicName: string) => void;
}

/** With what, and what is to be done; what cannot be done is there with the reason. */
export function ChooseProcess(props: ChooseProcessProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const { configurations, configuration, processes, process, onTemplate, onProcess } = props;
  return (
    <section className="panel stack" aria-labelledby={id}>
      <h2 id={id}>{say("object.whatToDo")}</h2>
      <div className="bulk-what">
        <SelectField
          label={say("bulk.kind")}
          value={configuration?.objectType ?? ""}
          choices={configurations.map(({ objectType, name }) => ({ value: objectType, label: name }))}
          onChange={onTemplate}
        />
      </div>
      {processes.length === 0 ? <p className="quiet">{say("bulk.noProcess")}</p> : null}
      <div className="bulk-processes" role="radiogroup" aria-labelledby={id}>
        {processes.map(({ symbolicName, name, irreversible, why }) => (
          <div key={symbolicName}>
            <label className="check">
              <input
                type="radio"
                name={id}
                checked={symbolicName === process?.symbolicName}
                disabled={why.length > 0}
                aria-describedby={why.length === 0 ? undefined : `${id}-${symbolicName}`}
                onChange={() => onProcess(symbolicName)}
              />
              {name}
            </label>
            {irreversible ? <p className="irreversible">{say("object.irreversible")}</p> : null}
            {why.length === 0 ? null : <WhyNot id={`${id}-${symbolicName}`} why={why} />}
          </div>
        ))}
      </div>
    </section>
  );
}
