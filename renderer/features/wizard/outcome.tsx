import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { ReadBack } from "#shared/ipc/wizard.ts";
import { ErrorBox } from "../../app/error-box.tsx";
import { StateBadge } from "../../app/state-badge.tsx";
import { useWords } from "../../app/words.ts";
import { Notice } from "../../components/notice.tsx";
import { Certificates } from "../object-view/certificates.tsx";
import { ChangesTable } from "./changes-table.tsx";
import { StepHeading } from "./step-heading.tsx";
import type { OpenWizard } from "./wizard-dialog.tsx";

/**
 * How it ended. What the back end reported is a report until the object was read again: only then it is called
 * done.
 */
export function Outcome({ wizard }: { readonly wizard: Extract<OpenWizard, { kind: "done" }> }): ReactNode {
  const { say } = useWords();
  const { readBack, step } = wizard;
  const isConfirmed = readBack.kind === "confirmed";
  return (
    <>
      <ReadBackText readBack={readBack} />
      <ChangesTable title={say(isConfirmed ? "wizard.didChange" : "wizard.reported")} changes={step.changes} />
      {isConfirmed && readBack.object !== null ? <Certificates certificates={readBack.object.certificates} /> : null}
    </>
  );
}

function ReadBackText({ readBack }: { readonly readBack: ReadBack }): ReactNode {
  const { say, term } = useWords();
  switch (readBack.kind) {
    case "pending":
      return (
        <>
          <StepHeading text={say("wizard.pendingTitle")} />
          <Notice tone="wait" isPolite>
            <p>{say("wizard.pendingText")}</p>
          </Notice>
        </>
      );
    case "confirmed":
      return (
        <>
          <StepHeading text={say("wizard.confirmedTitle")} />
          <Notice tone="good" isPolite>
            {readBack.object === null ? (
              <p>{say("wizard.confirmedGone")}</p>
            ) : (
              <>
                <p>
                  {readBack.object.label} <StateBadge state={readBack.object.state} />
                </p>
                <p>{say("wizard.confirmedText")}</p>
              </>
            )}
          </Notice>
        </>
      );
    case "differs":
      return (
        <>
          <StepHeading text={say("wizard.differsTitle")} />
          <Notice tone="warning" role="alert">
            <p>{say("wizard.differsText")}</p>
            <ul>
              {readBack.differences.map(({ change, found }) => (
                <li key={`${change.subject.type} ${change.subject.id} ${change.what}`}>
                  {change.subject.type === "certificate" ? term("purpose", change.subject.label) : change.subject.label}
                  , {term("what", change.what)}: {say("wizard.found")}{" "}
                  {found === null ? say("history.none") : <StateBadge state={found} />}
                </li>
              ))}
            </ul>
          </Notice>
        </>
      );
    case "failed":
      return (
        <>
          <StepHeading text={say("wizard.notConfirmedTitle")} />
          <Notice tone="warning" role="alert">
            <p>{say("wizard.notConfirmedText")}</p>
          </Notice>
          <ErrorBox error={readBack.error} />
        </>
      );
    default:
      return assertNever(readBack);
  }
}
