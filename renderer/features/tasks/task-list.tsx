import { useState, type ReactNode } from "react";
import { GridList } from "react-aria-components/GridList";
import { useStore } from "zustand";
import { fold } from "#shared/domain/fold.ts";
import type { Task } from "#shared/idm/task.ts";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { FocusedHeading } from "../../components/focused-heading.tsx";
import { TextField } from "../../components/text-field.tsx";
import { TaskRow } from "./task-row.tsx";

/** With more tasks than these, a filter is of use. */
const fewTasks = 10;
/** Rows that are shown at once; more are asked for. */
const page = 200;

interface TaskListProps {
  readonly tasks: readonly Task[];
  /** The task that is shown beside the list; null: the list has the focus. */
  readonly open: string | null;
  /** Stands above the rows. */
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
        {/* It has the focus where no task is open. */}
        <FocusedHeading key={open === null ? "here" : "beside"} level={1}>
          {say("area.tasks")}
        </FocusedHeading>
        {tasks.length === 0 ? null : (
          <output className="quiet">
            {matching === tasks ? counted : say("tasks.matching", { shown: matching.length, count: tasks.length })}
          </output>
        )}
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
            // Not a selection: that would be announced in a region that outlives the operator.
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

/** Whether every word of the filter begins or stands in something that the row shows. */
function matches({ processName, label, about, requester, entered }: Task, filter: string): boolean {
  const shown = [processName, label, about?.label, about?.person, about?.department, requester];
  const text = fold([...shown, ...entered.map(({ value }) => value)].join(" "));
  return filter
    .trim()
    .split(/\s+/)
    .every((word) => text.includes(fold(word)));
}
