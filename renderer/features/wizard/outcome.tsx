import type { ReactNode } from "react";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { ReadBack } from "#shared/ipc/wizard.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { Notice } from "../../components/notice.tsx";
import { CheckButton } from "../../parts/card-reader/this-card.tsx";
import { StateDifferences } from "../../parts/state-difference.tsx";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import type { OpenWizard } from "./wizard-entries.ts";

/**
 * The end of a process. The back end's answer is only called done once the object was read back.
 */
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
        <>
          <FocusedHeading key="pending" level={3}>
            {say("wizard.pendingTitle")}
          </FocusedHeading>
          <Notice tone="wait" isPolite>
            <p>{say("wizard.pendingText")}</p>
          </Notice>
        </>
      );
    case "confirmed":
      return (
        <>
          <FocusedHeading key="confirmed" level={3}>
            {say("wizard.confirmedTitle")}
          </FocusedHeading>
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
          <FocusedHeading key="differs" level={3}>
            {say("wizard.differsTitle")}
          </FocusedHeading>
          <Notice tone="warning" role="alert">
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
          </Notice>
        </>
      );
    case "failed":
      return (
        <>
          <FocusedHeading key="notConfirmed" level={3}>
            {say("wizard.notConfirmedTitle")}
          </FocusedHeading>
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
