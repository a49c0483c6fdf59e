import { useState, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useStore } from "zustand";
import { withoutPersonState } from "#shared/domain/about.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { DecidedTask, Decision, Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Notice } from "../../components/notice.tsx";
import { AboutLine } from "../../parts/about-line.tsx";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { DecisionForm } from "./decision-form.tsx";
import { OwnershipNotice } from "./ownership-notice.tsx";
import { openTasks, ownershipObstacle } from "../../parts/tasks/open-tasks.ts";
import { PlannedChanges } from "./planned-changes.tsx";
import { TaskFacts } from "./task-facts.tsx";
import { useWithdrawal, WithdrawalOutcome } from "../../parts/tasks/withdraw.tsx";

/**
 * Progress of the decision. It holds the task, which leaves the list before its answer is shown.
 */
type Progress =
  | { readonly kind: "undecided" }
  | { readonly kind: "sending"; readonly task: Task }
  | { readonly kind: "refused"; readonly task: Task; readonly error: OperatorError }
  | { readonly kind: "decided"; readonly task: Task; readonly answer: DecidedTask };

interface TaskViewProps {
  readonly id: string;
  /** The task as last read, undefined if it is no longer open. */
  readonly open: Task | undefined;
}

/** One task: the request, its changes, and the decision. */
export function TaskView({ id, open }: TaskViewProps): ReactNode {
  const desk = useDesk();
  const { client, navigation } = desk;
  const { say } = useWords();
  const [progress, setProgress] = useState<Progress>({ kind: "undecided" });
  const [withdrawal, withdraw] = useWithdrawal();
  const { drafts, write, read, error } = useStore(openTasks(desk));
  const task = progress.kind === "undecided" ? open : (open ?? progress.task);

  async function decide(subject: Task, decision: Decision, reason: string): Promise<void> {
    if (progress.kind === "sending") return;
    setProgress({ kind: "sending", task: subject });
    const answer = await client.tasks.decide({ id, decision, reason });
    if (answer.ok) write(id, "");
    setProgress(
      answer.ok
        ? { kind: "decided", task: subject, answer: answer.value }
        : { kind: "refused", task: subject, error: answer.error },
    );
    void read();
  }

  const isCurrent = open !== undefined && error === null && progress.kind !== "decided";

  const toList = (
    <p>
      <Link className="link" onPress={() => navigation.getState().go({ screen: "tasks", task: null })}>
        {say("tasks.toList")}
      </Link>
    </p>
  );
  if (task === undefined) {
    return (
      <section className="stack" aria-label={say("area.tasks")}>
        {toList}
        <FocusedHeading level={1}>{say("tasks.goneTitle")}</FocusedHeading>
        {withdrawal.kind === "withdrawn" ? (
          <WithdrawalOutcome withdrawal={withdrawal} />
        ) : (
          <p>{say("tasks.goneText")}</p>
        )}
      </section>
    );
  }
  return (
    <section className="stack" aria-label={task.processName}>
      {toList}
      <FocusedHeading level={1}>{task.processName}</FocusedHeading>
      <AboutLine about={isCurrent ? task.about : withoutPersonState(task.about)} label={task.label} />
      {progress.kind === "refused" ? <ErrorBox error={progress.error} /> : null}
      {progress.kind === "decided" ? <Decided answer={progress.answer} /> : null}
      <div className="task-panels">
        <div className="stack">
          <TaskFacts task={task} isCurrent={isCurrent} />
          {progress.kind === "decided" ? null : <PlannedChanges task={task} />}
        </div>
        {open === undefined || progress.kind === "decided" ? null : (
          <div className="stack task-side">
            {ownershipObstacle(open) === null ? (
              <DecisionForm
                task={open}
                reason={drafts[id] ?? ""}
                isBusy={progress.kind === "sending"}
                onReason={(reason) => write(id, reason)}
                onDecide={(decision, reason) => void decide(open, decision, reason)}
                onReadAgain={() => void read()}
              />
            ) : (
              <OwnershipNotice
                task={open}
                withdrawal={withdrawal}
                onWithdraw={(instance) => void withdraw(instance, open.object)}
              />
            )}
          </div>
        )}
      </div>
    </section>
  );
}

const outcomes = {
  approve: { title: "tasks.approved", text: "tasks.approvedText" },
  reject: { title: "tasks.rejected", text: "tasks.rejectedText" },
  postpone: { title: "tasks.postponed", text: "tasks.postponedText" },
} as const;

function Decided({ answer: { decision, changes } }: { readonly answer: DecidedTask }): ReactNode {
  const { say } = useWords();
  return (
    <>
      <Notice tone={decision === "postpone" ? "wait" : "good"} role="alert" title={say(outcomes[decision].title)}>
        <p>{say(outcomes[decision].text)}</p>
      </Notice>
      {decision === "approve" ? (
        <div className="panel">
          <ChangesTable title={say("tasks.didChange")} changes={changes} level={2} />
        </div>
      ) : null}
    </>
  );
}
