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
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Notice } from "../../components/notice.tsx";
import { useWithdrawal, WithdrawalOutcome, WithdrawButton } from "../../parts/tasks/withdraw.tsx";

/** The end of a wizard that left a request: links to it and its object, and takes it back. */
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
      <FocusedHeading key="approval" level={3}>
        {say("wizard.approvalTitle")}
      </FocusedHeading>
      <Notice tone="wait" isPolite>
        <p>{step.text}</p>
        <p>{say("wizard.approvalText")}</p>
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
      </Notice>
      {refused === null ? null : <ErrorBox error={refused} />}
      <WithdrawalOutcome withdrawal={withdrawal} />
      <div>
        <WithdrawButton withdrawal={withdrawal} onWithdraw={() => void withdraw(instance, object)} />
      </div>
      <p className="quiet">{say("wizard.approvalRequest", { id: step.requestId })}</p>
    </>
  );
}
