import { useEffect, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useStore } from "zustand";
import { withoutPersonState } from "#shared/domain/about.ts";
import type { Decision, Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Screen } from "../../components/screen.tsx";
import { AboutLine } from "../../parts/about-line.tsx";
import { openTasks, ownershipObstacle } from "../../parts/tasks/open-tasks.ts";
import { useWithdrawal, WithdrawalOutcome } from "../../parts/tasks/withdraw.tsx";
import { DecisionBar } from "./decision-bar.tsx";
import type { Decided } from "./last-decision.tsx";
import { OwnershipNotice } from "./ownership-notice.tsx";
import { PlannedChanges } from "./planned-changes.tsx";
import { TaskFacts } from "./task-facts.tsx";

interface TaskViewProps {
  readonly id: string;
  /** The task as last read, undefined if it is no longer open. */
  readonly open: Task | undefined;
  /** The last reading did not fail, so that the current state in it holds. */
  readonly isCurrent: boolean;
  readonly onDecided: (decided: Decided) => void;
  readonly onRefused: (task: Task) => void;
  readonly onNext: () => void;
  /** Shown above the task. */
  readonly children: ReactNode;
}

/** One task: the request, its changes, and the decision. */
export function TaskView({ id, open, isCurrent, onDecided, onRefused, onNext, children }: TaskViewProps): ReactNode {
  const desk = useDesk();
  const { navigation } = desk;
  const { say } = useWords();
  const [withdrawal, withdraw] = useWithdrawal();
  const { drafts, write, read, decide: send, seen, progress: all } = useStore(openTasks(desk));
  const progress = all[id];
  const task = open ?? progress?.task;
  const isBusy = progress?.kind === "sending";

  // After a lock the task is on screen again, with its refusal.
  useEffect(
    () => () => {
      const { route } = navigation.getState();
      if (route.screen !== "tasks" || route.task !== id) seen(id);
    },
    [navigation, seen, id],
  );

  async function decide(subject: Task, decision: Decision, reason: string): Promise<void> {
    if (isBusy) return;
    const answer = await send(subject, decision, reason);
    if (answer.ok) onDecided({ task: subject, answer: answer.value });
    else onRefused(subject);
  }

  const next = open === undefined && !isBusy ? <Button onPress={onNext}>{say("tasks.next")}</Button> : null;
  const toList = (
    <p className="task-back">
      <Link className="link" onPress={() => navigation.getState().go({ screen: "tasks", task: null })}>
        {say("tasks.toList")}
      </Link>
    </p>
  );
  if (task === undefined) {
    return (
      <Screen title={say("tasks.goneTitle")}>
        {toList}
        {children}
        {withdrawal.kind === "withdrawn" ? (
          <WithdrawalOutcome withdrawal={withdrawal} />
        ) : (
          <p>{say("tasks.goneText")}</p>
        )}
        <div className="buttons">{next}</div>
      </Screen>
    );
  }
  const isOwn = open !== undefined && ownershipObstacle(open) !== null;
  const isNow = open !== undefined && isCurrent;
  const bar =
    open === undefined || isOwn ? null : (
      <DecisionBar
        task={open}
        reason={drafts[id] ?? ""}
        isBusy={isBusy}
        onReason={(reason) => write(id, reason)}
        onDecide={(decision, reason) => void decide(open, decision, reason)}
        onReadAgain={() => void read()}
      />
    );
  return (
    <Screen title={task.processName} footer={bar}>
      {toList}
      {children}
      <AboutLine about={isNow ? task.about : withoutPersonState(task.about)} label={task.label} />
      {progress?.kind === "refused" ? <ErrorBox error={progress.error}>{next}</ErrorBox> : null}
      {isOwn ? (
        <OwnershipNotice
          task={open}
          withdrawal={withdrawal}
          onWithdraw={(instance) => void withdraw(instance, open.object)}
        />
      ) : null}
      <TaskFacts task={task} isCurrent={isNow} />
      <PlannedChanges task={task} />
    </Screen>
  );
}
