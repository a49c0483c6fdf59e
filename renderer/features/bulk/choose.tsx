import { useId, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { BulkOptions, BulkProcess } from "#shared/idm/bulk.ts";
import type { SearchConfiguration } from "#shared/idm/search.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Confirm } from "../../components/confirm.tsx";
import { Notice } from "../../components/notice.tsx";
import { Basket } from "./basket.tsx";
import { bulkChoice } from "./bulk-choice.ts";
import { ChooseProcess } from "./choose-process.tsx";
import { FromList } from "./from-list.tsx";
import { FromSearch } from "./from-search.tsx";
import { useOptions } from "./use-options.ts";

/** The chosen process and the core template of its objects. */
export interface ChosenProcess {
  readonly coreTemplate: string;
  readonly process: BulkProcess;
}

/** First the process, then the objects: from a search or from a list. */
export function Choose({ onNext }: { readonly onNext: (chosen: ChosenProcess) => void }): ReactNode {
  const { say } = useWords();
  const coreTemplate = useStore(bulkChoice(useDesk()), (choice) => choice.coreTemplate);
  const isWorkingOffline = useCore((core) => core.offline.working);
  const { options, readAgain } = useOptions(coreTemplate);
  if (isWorkingOffline) return <Notice tone="warning" title={say("bulk.needsConnection")} />;
  switch (options.kind) {
    case "reading":
      return <output className="loading">{say("app.loading")}</output>;
    case "failed":
      return (
        <ErrorBox error={options.error}>
          <Button onPress={readAgain}>{say("app.retry")}</Button>
        </ErrorBox>
      );
    case "read":
      return <Chosen {...options} onNext={onNext} />;
    default:
      return assertNever(options);
  }
}

interface ChosenProps {
  readonly configurations: readonly SearchConfiguration[];
  readonly coreTemplate: string;
  readonly options: BulkOptions | null;
  readonly onNext: (chosen: ChosenProcess) => void;
}

function Chosen({ configurations, coreTemplate, options, onNext }: ChosenProps): ReactNode {
  const { say } = useWords();
  const choice = useStore(bulkChoice(useDesk()));
  const [asked, setAsked] = useState<(() => void) | null>(null);
  const configuration = configurations.find(({ objectType }) => objectType === coreTemplate);
  const process = options?.processes.find(({ symbolicName }) => symbolicName === choice.process);

  /** Another process would empty the basket: asks first unless it is empty. */
  function change(work: () => void): void {
    if (choice.basket.size === 0) work();
    else setAsked(() => work);
  }

  return (
    <>
      {options === null ? null : <p className="quiet">{say("bulk.intro", { limit: options.limit })}</p>}
      <ChooseProcess
        configurations={configurations}
        configuration={configuration}
        processes={options?.processes ?? []}
        process={process}
        onTemplate={(template) => change(() => choice.chooseTemplate(template))}
        onProcess={(name) => change(() => choice.chooseProcess(name))}
      />
      {options === null || process === undefined || process.why.length > 0 || configuration === undefined ? null : (
        <>
          <Objects configuration={configuration} process={process} limit={options.limit} />
          <Basket limit={options.limit} onNext={() => onNext({ coreTemplate, process })} />
        </>
      )}
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
    </>
  );
}

interface ObjectsProps {
  readonly configuration: SearchConfiguration;
  readonly process: BulkProcess;
  readonly limit: number;
}

const sources = ["search", "list"] as const;

function Objects({ configuration, process, limit }: ObjectsProps): ReactNode {
  const { say } = useWords();
  const id = useId();
  const [source, setSource] = useState<(typeof sources)[number]>("search");
  return (
    <section className="panel stack" aria-labelledby={id}>
      <h2 id={id}>{say("bulk.objects")}</h2>
      <div className="bulk-sources" role="radiogroup" aria-labelledby={id}>
        {sources.map((each) => (
          <label key={each} className="check">
            <input type="radio" name={id} checked={source === each} onChange={() => setSource(each)} />
            {say(`bulk.from.${each}`)}
          </label>
        ))}
      </div>
      {source === "search" ? (
        <FromSearch key={process.symbolicName} configuration={configuration} process={process} limit={limit} />
      ) : (
        <FromList key={process.symbolicName} process={process} limit={limit} />
      )}
    </section>
  );
}
