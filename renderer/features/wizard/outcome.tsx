import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { ReadBack } from "#shared/ipc/wizard.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { CheckButton } from "../../parts/card-reader/this-card.tsx";
import { StateDifferences } from "../../parts/state-difference.tsx";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { ResultNotice } from "./result-notice.tsx";
import type { OpenWizard } from "./wizard-entries.ts";

/** The result of a process. It is called done only once the object was read back. */
export function Outcome({ wizard }: { readonly wizard: Extract<OpenWizard, { kind: "done" }> }): ReactNode {
  const { say } = useWords();
  const { readBack, step } = wizard;
  const isConfirmed = readBack.kind === "confirmed";
  return (
    <>
      <ReadBackText readBack={readBack} />
      <ChangesTable title={say(isConfirmed ? "wizard.didChange" : "wizard.reported")} changes={step.changes} />
      {isConfirmed ? <StateDifferences certificates={readBack.object?.certificates ?? []} /> : null}
      {isConfirmed && readBack.object !== null ? (
        <div>
          <CheckButton object={readBack.object} />
        </div>
      ) : null}
    </>
  );
}

function ReadBackText({ readBack }: { readonly readBack: ReadBack }): ReactNode {
  const { say, term } = useWords();
  const word = (state: string | null): string => (state === null ? say("history.none") : term("state", state));
  switch (readBack.kind) {
    case "pending":
      return (
        <ResultNotice tone="wait" title={say("wizard.pendingTitle")}>
          <p>{say("wizard.pendingText")}</p>
        </ResultNotice>
      );
    case "confirmed":
      return (
        <ResultNotice tone="good" title={say("wizard.confirmedTitle")}>
          {readBack.object === null ? (
            <p>{say("wizard.confirmedGone")}</p>
          ) : (
            <p>
              {readBack.object.label} <StateBadge state={readBack.object.state} of={readBack.object.ref.type} />{" "}
              {say("wizard.confirmedText")}
            </p>
          )}
        </ResultNotice>
      );
    case "differs":
      return (
        <ResultNotice tone="warning" role="alert" title={say("wizard.differsTitle")}>
          <p>{say("wizard.differsText")}</p>
          <ul>
            {readBack.differences.map(({ change, found }) => (
              <li key={`${change.subject.type} ${change.subject.id} ${change.what}`}>
                {say("wizard.difference", {
                  object: change.subject.label,
                  value: term("what", change.what),
                  reported: word(change.after),
                  found: word(found),
                })}
              </li>
            ))}
          </ul>
        </ResultNotice>
      );
    case "failed":
      return (
        <>
          <ResultNotice tone="warning" role="alert" title={say("wizard.notConfirmedTitle")}>
            <p>{say("wizard.notConfirmedText")}</p>
          </ResultNotice>
          <ErrorBox error={readBack.error} />
        </>
      );
    default:
      return assertNever(readBack);
  }
}
