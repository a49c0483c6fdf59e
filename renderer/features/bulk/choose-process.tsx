import { useId, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { BulkProcess } from "#shared/idm/bulk.ts";
import { ActionBar } from "../../components/action-bar.tsx";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Disclosure } from "../../components/disclosure.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useDesk } from "../../desk/desk.ts";
import { useKeys } from "../../desk/keys.ts";
import { reasonText } from "../../desk/reason-text.ts";
import { useWords } from "../../desk/words.ts";
import { bulkChoice } from "./bulk-choice.ts";
import { BulkFrame } from "./bulk-frame.tsx";
import type { Offered } from "./chosen.ts";

interface ChooseProcessProps extends Offered {
  readonly process: BulkProcess | undefined;
}

/** The choice of the core template and of the process. */
export function ChooseProcess({ configurations, coreTemplate, options, process }: ChooseProcessProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const choice = useStore(bulkChoice(useDesk()));
  const [asked, setAsked] = useState<(() => void) | null>(null);
  const processes = options?.processes ?? [];

  /** Asks before a change of process, which empties the basket, unless it is empty already. */
  function change(work: () => void): void {
    if (choice.basket.size === 0) work();
    else setAsked(() => work);
  }
  function next(): void {
    if (process !== undefined) choice.goTo("objects");
  }
  useKeys("page", true, (key) => {
    if (key !== "Alt+N") return false;
    next();
    return true;
  });

  return (
    <BulkFrame
      step="process"
      title={say("bulk.title")}
      footer={
        <ActionBar status={process?.name ?? say("bulk.noneChosen")}>
          <Button kind="primary" isBlocked={process === undefined} onPress={next}>
            {say("wizard.next")}
          </Button>
        </ActionBar>
      }
    >
      {options === null ? null : <p className="quiet">{say("bulk.intro", { limit: options.limit })}</p>}
      <div className="bulk-short">
        <SelectField
          label={say("bulk.kind")}
          value={coreTemplate}
          choices={configurations.map(({ objectType, name }) => ({ value: objectType, label: name }))}
          onChange={(template) => change(() => choice.chooseTemplate(template))}
        />
      </div>
      <section className="panel bulk-what" aria-labelledby={id}>
        <h2 id={id}>{say("object.whatToDo")}</h2>
        {processes.length === 0 ? <p className="quiet">{say("bulk.noProcess")}</p> : null}
        <Available
          labelledBy={id}
          processes={processes.filter(({ why }) => why.length === 0)}
          process={process}
          onChoose={(name) => change(() => choice.chooseProcess(name))}
        />
        <NotAvailable processes={processes.filter(({ why }) => why.length > 0)} />
      </section>
      {asked === null ? null : (
        <Confirm
          title={say("bulk.emptyTitle")}
          text={say("bulk.emptyText", { count: choice.basket.size })}
          yes={say("bulk.emptyYes")}
          no={say("bulk.emptyNo")}
          onYes={() => {
            asked();
            setAsked(null);
          }}
          onNo={() => setAsked(null)}
        />
      )}
    </BulkFrame>
  );
}

interface AvailableProps {
  readonly labelledBy: string;
  readonly processes: readonly BulkProcess[];
  readonly process: BulkProcess | undefined;
  readonly onChoose: (symbolicName: string) => void;
}

function Available({ labelledBy, processes, process, onChoose }: AvailableProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <div className="bulk-processes" role="radiogroup" aria-labelledby={labelledBy}>
      {processes.map(({ symbolicName, name, text, irreversible }) => (
        <label key={symbolicName} className="bulk-process">
          <input
            type="radio"
            name={id}
            aria-labelledby={`${id}-${symbolicName}`}
            aria-describedby={`${id}-${symbolicName}-text`}
            checked={symbolicName === process?.symbolicName}
            onChange={() => onChoose(symbolicName)}
          />
          <span id={`${id}-${symbolicName}`} className="bulk-process-name">
            {name}
          </span>
          <span id={`${id}-${symbolicName}-text`} className="bulk-process-text">
            {irreversible ? <span className="irreversible line">{say("object.irreversible")}</span> : null}
            {text}
          </span>
        </label>
      ))}
    </div>
  );
}

/** The processes that cannot be run, grouped by reason, so that each reason is shown once. */
function NotAvailable({ processes }: { readonly processes: readonly BulkProcess[] }): ReactNode {
  const words = useWords();
  if (processes.length === 0) return null;
  const byReason = Map.groupBy(processes, ({ why }) => why.map((reason) => reasonText(reason, words)).join(" "));
  return (
    <Disclosure title={words.say("bulk.notAvailable", { count: processes.length })}>
      <dl className="bulk-not-available">
        {[...byReason].map(([reason, ofIt]) => (
          <div key={reason}>
            {ofIt.map(({ symbolicName, name }) => (
              <dt key={symbolicName}>{name}</dt>
            ))}
            <dd className="quiet">{reason}</dd>
          </div>
        ))}
      </dl>
    </Disclosure>
  );
}
