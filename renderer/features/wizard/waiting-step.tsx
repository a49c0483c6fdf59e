import "../../parts/tasks/tasks.css";
import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { maySee } from "#shared/domain/roles.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import type { Route } from "../../desk/navigation.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { CopyTextButton } from "../../parts/copy-text-button.tsx";
import { useWithdrawal, WithdrawalOutcome, WithdrawButton } from "../../parts/tasks/withdraw.tsx";
import { ResultNotice } from "./result-notice.tsx";

/** The end of a wizard that left a request: links to it and to its object, and its withdrawal. */
export function WaitingStep({ wizard }: { readonly wizard: Extract<Wizard, { kind: "approval" }> }): ReactNode {
  const { client, navigation } = useDesk();
  const { say } = useWords();
  const session = useCore((core) => core.session);
  const [withdrawal, withdraw] = useWithdrawal();
  const { run, refused } = useCommand();
  const { step, instance, object, label } = wizard;
  const maySeeTasks = session.kind !== "none" && maySee("tasks", session.operator.roles);

  async function go(route: Route): Promise<void> {
    if (await run(client.wizard.close)) navigation.getState().go(route);
  }

  if (withdrawal.kind === "withdrawn") return <WithdrawalOutcome withdrawal={withdrawal} />;
  return (
    <>
      <ResultNotice tone="wait" title={say("wizard.approvalTitle")}>
        <p>{say("wizard.approvalText")}</p>
        {step.text === "" ? null : <p>{step.text}</p>}
        <p className="task-line">
          {maySeeTasks ? (
            <Link className="link" onPress={() => void go({ screen: "tasks", task: step.requestId })}>
              {say("tasks.open")}
            </Link>
          ) : null}
          <Link className="link" onPress={() => void go({ screen: "object", ref: object })}>
            {say("tasks.openObject", { label })}
          </Link>
        </p>
      </ResultNotice>
      {refused === null ? null : <ErrorBox error={refused} />}
      <WithdrawalOutcome withdrawal={withdrawal} />
      <div className="buttons">
        <WithdrawButton withdrawal={withdrawal} onWithdraw={() => void withdraw(instance, object)} />
        <CopyTextButton text={step.requestId} label={say("wizard.copyRequest")} />
      </div>
    </>
  );
}
