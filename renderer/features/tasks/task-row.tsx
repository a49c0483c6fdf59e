import type { ReactNode } from "react";
import { GridListItem } from "react-aria-components/GridList";
import type { About } from "#shared/domain/about.ts";
import type { Task } from "#shared/idm/task.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords } from "../../desk/words.ts";
import { Badge } from "../../components/badge.tsx";
import { AboutPerson } from "../../parts/about-line.tsx";
import { Age } from "../../parts/tasks/age.tsx";
import { ownershipObstacle } from "../../parts/tasks/open-tasks.ts";

const notDecidable = { "own-request": "tasks.own", "own-card": "tasks.aboutYou", blocked: "tasks.blocked" } as const;

/**
 * A task in the list: process, object and person, requester and entered values, age, and marks for
 * obstacles and postponement.
 */
export function TaskRow({ task, isOpen }: { readonly task: Task; readonly isOpen: boolean }): ReactNode {
  const { say } = useWords();
  const { id, processName, object, label, now, requester, requestedAt, entered, obstacles, postponed } = task;
  return (
    <GridListItem
      id={id}
      textValue={say("tasks.openNamed", { process: processName, label })}
      className="task-row"
      data-open={isOpen || undefined}
    >
      <div className="task-row-line">
        <strong className="task-row-label" dir="auto">
          {label}
        </strong>
        {now === null ? null : <StateBadge state={now.state} of={object.type} />}
        <Age since={requestedAt} />
      </div>
      <div>{processName}</div>
      <div className="about-line">
        <AboutPerson about={aboutOf(task)} />
      </div>
      <div className="quiet task-row-asked" dir="auto">
        {[requester, ...entered.map(({ value }) => value)].join(" · ")}
      </div>
      {obstacles.length === 0 && postponed === null ? null : (
        <div className="task-row-marks">
          {obstacles.length === 0 ? null : (
            <Badge tone="other">{say(notDecidable[ownershipObstacle(task) ?? "blocked"])}</Badge>
          )}
          {postponed === null ? null : <Badge tone="other">{say("tasks.postponed")}</Badge>}
        </div>
      )}
    </GridListItem>
  );
}

/**
 * Returns whom the object belongs to, without name and state for a user: the row shows them
 * already.
 */
const aboutOf = ({ object, about }: Task): About | null =>
  about !== null && object.type === "user" ? { ...about, person: null, personState: null } : about;
