import type { ReactNode } from "react";
import { useStore } from "zustand";
import { assertNever } from "#shared/domain/assert-never.ts";
import { Button } from "../../components/button.tsx";
import { Notice } from "../../components/notice.tsx";
import { useCore, useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { bulkChoice } from "./bulk-choice.ts";
import { BulkFrame } from "./bulk-frame.tsx";
import { Check } from "./check.tsx";
import { ChooseObjects } from "./choose-objects.tsx";
import { ChooseProcess } from "./choose-process.tsx";
import type { Offered } from "./chosen.ts";
import { useOptions } from "./use-options.ts";

/** The preparation of a bulk: first the process, then the objects, then a check of the whole. */
export function Prepare(): ReactNode {
  const { say } = useWords();
  const { step, coreTemplate } = useStore(bulkChoice(useDesk()));
  const isWorkingOffline = useCore((core) => core.offline.working);
  const { options, readAgain } = useOptions(coreTemplate);
  if (options.kind === "read" && !isWorkingOffline) return <Step {...options} />;
  return (
    <BulkFrame step={step} title={say("bulk.title")}>
      {isWorkingOffline ? (
        <Notice tone="warning" title={say("bulk.needsConnection")} />
      ) : options.kind === "failed" ? (
        <ErrorBox error={options.error}>
          <Button onPress={readAgain}>{say("app.retry")}</Button>
        </ErrorBox>
      ) : (
        <output className="loading">{say("app.loading")}</output>
      )}
    </BulkFrame>
  );
}

function Step(offered: Offered): ReactNode {
  const { configurations, coreTemplate, options } = offered;
  const { step, process: name } = useStore(bulkChoice(useDesk()));
  const configuration = configurations.find(({ objectType }) => objectType === coreTemplate);
  const process = options?.processes.find(({ symbolicName, why }) => symbolicName === name && why.length === 0);
  // The process may have become unavailable since it was chosen.
  if (options === null || configuration === undefined || process === undefined)
    return <ChooseProcess {...offered} process={undefined} />;
  const chosen = { coreTemplate, configuration, process, limit: options.limit };
  switch (step) {
    case "process":
      return <ChooseProcess {...offered} process={process} />;
    case "objects":
      return <ChooseObjects {...chosen} />;
    case "check":
      return <Check {...chosen} />;
    default:
      return assertNever(step);
  }
}
