import "./tasks.css";
import { useEffect, useState, type ReactNode } from "react";
import { useStore } from "zustand";
import type { Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useToast } from "../../desk/toasts.tsx";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { openTasks } from "../../parts/tasks/open-tasks.ts";
import { LastDecision, outcomes, type Decided } from "./last-decision.tsx";
import { nextTask } from "./next-task.ts";
import { TaskList } from "./task-list.tsx";
import { TaskView } from "./task-view.tsx";

/**
 * Open tasks for a second person: the list and one of them, side by side if there is room. A
 * decision leads to the next task.
 */
export function TasksScreen({ task: open }: { readonly task: string | null }): ReactNode {
  const desk = useDesk();
  const { say } = useWords();
  const tell = useToast();
  const { go } = useStore(desk.navigation);
  const { tasks, error, progress, read } = useStore(openTasks(desk));
  /** The last decision, and the task that it led to; null is the list. */
  const [last, setLast] = useState<(Decided & { readonly ledTo: string | null }) | null>(null);

  // Obstacles can change without an event, so the screen reads again when it opens.
  useEffect(() => void read(), [read]);

  function goOn(from: string): string | null {
    const next = nextTask(tasks ?? [], from)?.id ?? null;
    go({ screen: "tasks", task: next });
    return next;
  }

  function decided(decision: Decided): void {
    const { answer, task } = decision;
    tell(say("tasks.told", { outcome: say(outcomes[answer.decision]), label: task.label }));
    const { route } = desk.navigation.getState();
    const here = route.screen === "tasks" ? route.task : null;
    // An operator who navigated away during the request stays there.
    setLast({ ...decision, ledTo: here === answer.id ? goOn(answer.id) : here });
    void read();
  }

  /** Tells of a refusal on other screens; on this one it is shown. */
  function refused({ label }: Task): void {
    if (desk.navigation.getState().route.screen === "tasks") return;
    tell(say("tasks.told", { outcome: say("tasks.notConfirmed"), label }));
  }

  const outcome = last !== null && last.ledTo === open ? <LastDecision last={last} /> : null;
  const failed =
    error === null ? null : (
      <ErrorBox error={error} isStale={tasks !== null}>
        <Button onPress={() => void read()}>{say("app.retry")}</Button>
      </ErrorBox>
    );

  const missed = Object.values(progress).map((each) =>
    each.kind === "refused" && each.task.id !== open ? (
      <ErrorBox key={each.task.id} error={each.error}>
        <strong>{say("tasks.told", { outcome: say("tasks.notConfirmed"), label: each.task.label })}</strong>
        <Button onPress={() => go({ screen: "tasks", task: each.task.id })}>{say("tasks.open")}</Button>
      </ErrorBox>
    ) : null,
  );

  if (tasks === null) return failed ?? <output className="loading">{say("app.loading")}</output>;
  return (
    <div className="screen tasks">
      <div className={open === null ? "tasks-list-only" : "tasks-open"}>
        <TaskList tasks={tasks} open={open}>
          {open === null ? failed : null}
          {open === null ? missed : null}
          {open === null ? outcome : null}
        </TaskList>
        {open === null ? (
          tasks.length === 0 ? null : (
            <p className="task-choose quiet">{say("tasks.choose")}</p>
          )
        ) : (
          <TaskView
            key={open}
            id={open}
            open={tasks.find(({ id }) => id === open)}
            isCurrent={error === null}
            onDecided={decided}
            onRefused={refused}
            onNext={() => goOn(open)}
          >
            {failed}
            {missed}
            {outcome}
          </TaskView>
        )}
      </div>
    </div>
  );
}
