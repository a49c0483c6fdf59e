import type { ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useStore } from "zustand";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { openTasks, ownershipObstacle } from "../../parts/tasks/open-tasks.ts";
import { StartPanel } from "./start-panel.tsx";
import { StartRow } from "./start-row.tsx";

/** Number of tasks on the start screen; the others are one press away. */
const shownTasks = 4;

/** The oldest open tasks that this operator may decide. */
export function WaitingForMe(): ReactNode {
  const desk = useDesk();
  const { say, moment } = useWords();
  const tasks = useStore(openTasks(desk), (open) => open.tasks);
  const mine = tasks?.filter((task) => ownershipObstacle(task) === null) ?? [];
  const { go } = desk.navigation.getState();
  const more = (
    <Link className="link" onPress={() => go({ screen: "tasks", task: null })}>
      {say("start.allTasks", { count: tasks?.length ?? 0 })}
    </Link>
  );
  return (
    <StartPanel title={say("start.tasks")} {...(mine.length > 0 ? { more } : {})}>
      {tasks === null ? <p className="quiet">{say("app.loading")}</p> : null}
      {tasks !== null && mine.length === 0 ? <p className="quiet">{say("start.noTasks")}</p> : null}
      <ul className="start-rows">
        {mine.slice(0, shownTasks).map(({ id, label, processName, requester, requestedAt }) => (
          <StartRow
            key={id}
            label={label}
            text={say("start.task", { process: processName, requester, at: moment(requestedAt) })}
            onPress={() => go({ screen: "tasks", task: id })}
          />
        ))}
      </ul>
    </StartPanel>
  );
}
