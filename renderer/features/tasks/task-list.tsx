import { useState, type ReactNode } from "react";
import { GridList } from "react-aria-components/GridList";
import { useStore } from "zustand";
import { fold } from "#shared/domain/fold.ts";
import { mostTasks, type Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { TextField } from "../../components/text-field.tsx";
import { TaskRow } from "./task-row.tsx";

/** The filter appears above this number of tasks. */
const fewTasks = 10;
/** Rows shown at first, and added by each press on More. */
const page = 200;

interface TaskListProps {
  readonly tasks: readonly Task[];
  /** Id of the task beside the list; null: the list has the focus. */
  readonly open: string | null;
  /** Shown above the rows. */
  readonly children: ReactNode;
}

/** The open tasks, oldest first. */
export function TaskList({ tasks, open, children }: TaskListProps): ReactNode {
  const { go } = useStore(useDesk().navigation);
  const { say } = useWords();
  const [filter, setFilter] = useState("");
  const [shown, setShown] = useState(page);
  const matching = filter.trim() === "" ? tasks : tasks.filter((task) => matches(task, filter));
  const rows = matching.slice(0, shown);
  const counted = say("tasks.counted", { count: tasks.length });

  return (
    <div className="task-list">
      <header className="task-list-head">
        {/* Has the focus if no task is open. */}
        <FocusedHeading key={open === null ? "here" : "beside"} level={1}>
          {say("area.tasks")}
        </FocusedHeading>
        {tasks.length === 0 ? null : (
          <output className="quiet">
            {matching === tasks ? counted : say("tasks.matching", { shown: matching.length, count: tasks.length })}
          </output>
        )}
        {tasks.length < mostTasks ? null : <p className="quiet">{say("tasks.limited", { count: mostTasks })}</p>}
        {tasks.length > fewTasks ? (
          <TextField label={say("tasks.filter")} value={filter} onChange={setFilter} hint={say("tasks.filterHint")} />
        ) : null}
        {children}
      </header>
      {tasks.length === 0 ? (
        <div className="empty">
          <p className="empty-title">{say("tasks.empty")}</p>
          <p>{say("tasks.emptyNext")}</p>
        </div>
      ) : (
        <div className="task-rows">
          <GridList
            aria-label={say("area.tasks")}
            // Not a selection: it would be announced in a live region that outlives the operator's
            // session.
            onAction={(task) => go({ screen: "tasks", task: String(task) })}
            renderEmptyState={() => <p className="task-none quiet">{say("tasks.noMatch")}</p>}
          >
            {rows.map((task) => (
              <TaskRow key={task.id} task={task} isOpen={task.id === open} />
            ))}
          </GridList>
          {rows.length < matching.length ? (
            <Button onPress={() => setShown(shown + page)}>{say("tasks.more")}</Button>
          ) : null}
        </div>
      )}
    </div>
  );
}

/** Whether the texts of the row contain every word of the filter. */
function matches({ processName, label, about, requester, entered }: Task, filter: string): boolean {
  const shown = [processName, label, about?.label, about?.person, about?.department, requester];
  const text = fold([...shown, ...entered.map(({ value }) => value)].join(" "));
  return filter
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(fold(word)));
}
