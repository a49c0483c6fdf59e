import "../../parts/tasks/tasks.css";
import type { ReactNode } from "react";
import { useStore } from "zustand";
import { mostTasks } from "#shared/idm/task.ts";
import { openTasks } from "../../parts/tasks/open-tasks.ts";
import { useDesk } from "../../desk/desk.ts";

/** The number of open tasks beside the name of the area; nothing if there are none. */
export function OpenTaskCount(): ReactNode {
  const count = useStore(openTasks(useDesk()), ({ tasks }) => tasks?.length ?? 0);
  // The space separates the words of the button's accessible name; it takes no room.
  return count === 0 ? null : (
    <>
      {" "}
      <span className="task-count">{count < mostTasks ? count : `${count}+`}</span>
    </>
  );
}
