import "./tasks.css";
import { useEffect, useId, type ReactNode } from "react";
import { Link } from "react-aria-components/Link";
import { useStore } from "zustand";
import type { Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { ErrorBox } from "../../desk/error-box.tsx";
import { useWords } from "../../desk/words.ts";
import { AboutPerson } from "../../parts/about-line.tsx";
import { Button } from "../../components/button.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { Table } from "../../components/table.tsx";
import { openTasks, ownershipObstacle } from "../../parts/tasks/open-tasks.ts";
import { TaskView } from "./task-view.tsx";

/** Open tasks for a second person: the list, or one of them. */
export function TasksScreen({ task }: { readonly task: string | null }): ReactNode {
  const { say } = useWords();
  const { tasks, error, read } = useStore(openTasks(useDesk()));

  // Not every change of an obstacle has an event.
  useEffect(() => void read(), [read]);

  return (
    <>
      {error === null ? null : (
        <ErrorBox error={error}>
          <Button onPress={() => void read()}>{say("app.retry")}</Button>
        </ErrorBox>
      )}
      {tasks === null && error === null ? <output className="loading">{say("app.loading")}</output> : null}
      {tasks === null ? null : task === null ? (
        <TaskList tasks={tasks} />
      ) : (
        <TaskView key={task} id={task} open={tasks.find(({ id }) => id === task)} />
      )}
    </>
  );
}

function TaskList({ tasks }: { readonly tasks: readonly Task[] }): ReactNode {
  const { say } = useWords();
  const id = useId();
  return (
    <section className="stack" aria-labelledby={id}>
      <FocusedHeading level={1}>
        <span id={id}>{say("area.tasks")}</span>
      </FocusedHeading>
      <p className="quiet">{say("tasks.intro")}</p>
      <div className="panel">
        {tasks.length === 0 ? (
          <div className="empty">
            <p className="empty-title">{say("tasks.empty")}</p>
            <p>{say("tasks.emptyNext")}</p>
          </div>
        ) : (
          <Table labelledBy={id}>
            <thead>
              <tr>
                <th scope="col">{say("tasks.asksFor")}</th>
                <th scope="col">{say("tasks.object")}</th>
                <th scope="col">{say("tasks.requester")}</th>
                <th scope="col">{say("tasks.since")}</th>
              </tr>
            </thead>
            <tbody>
              {tasks.map((task) => (
                <TaskRow key={task.id} task={task} />
              ))}
            </tbody>
          </Table>
        )}
      </div>
      <output className="quiet">{tasks.length === 0 ? "" : say("tasks.counted", { count: tasks.length })}</output>
    </section>
  );
}

const notDecidable = { "own-request": "tasks.own", "own-card": "tasks.aboutYou", blocked: "tasks.blocked" } as const;

function TaskRow({ task }: { readonly task: Task }): ReactNode {
  const { go } = useStore(useDesk().navigation);
  const { say, moment } = useWords();
  const { id, processName, object, label, about, requester, requestedAt, obstacles, postponed } = task;
  return (
    <tr>
      <th scope="row">
        <Link
          className="link"
          aria-label={say("tasks.openNamed", { process: processName, label })}
          onPress={() => go({ screen: "tasks", task: id })}
        >
          {processName}
        </Link>
        {obstacles.length === 0 ? null : (
          <span className="cell-note">{say(notDecidable[ownershipObstacle(task) ?? "blocked"])}</span>
        )}
      </th>
      <td>
        <Link className="link" onPress={() => go({ screen: "object", ref: object })}>
          {label}
        </Link>
        <span className="cell-note about-line">
          <AboutPerson about={about?.person === label ? { ...about, person: null } : about} />
        </span>
      </td>
      <td>{requester}</td>
      <td>
        {moment(requestedAt)}
        {postponed === null ? null : (
          <span className="cell-note">
            {say("tasks.postponedBy", { by: postponed.by, at: moment(postponed.at) })}
            {postponed.reason === "" ? null : <span className="line">{postponed.reason}</span>}
          </span>
        )}
      </td>
    </tr>
  );
}
