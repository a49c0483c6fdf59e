import "../../parts/tasks/tasks.css";
import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useStore } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { useDesk } from "../../desk/desk.ts";
import { openTasks } from "../../parts/tasks/open-tasks.ts";
import { useWords } from "../../desk/words.ts";
import { Notice } from "../../components/notice.tsx";

/** The open tasks on an object, each with a link. Nothing for operators who may not see tasks. */
export function WaitingTasks({ object }: { readonly object: Ref }): ReactNode {
  const desk = useDesk();
  const { navigation } = desk;
  const { say, moment } = useWords();
  const all = useStore(openTasks(desk), (state) => state.tasks) ?? [];
  return all
    .filter((task) => sameRef(task.object, object))
    .map(({ id, processName, requester, requestedAt }) => (
      <Notice key={id} tone="wait" title={say("tasks.waiting")}>
        <p className="task-line">
          {say("tasks.waitingText", { process: processName, requester, at: moment(requestedAt) })}
          <Link className="link" onPress={() => navigation.getState().go({ screen: "tasks", task: id })}>
            {say("tasks.open")}
          </Link>
        </p>
      </Notice>
    ));
}
