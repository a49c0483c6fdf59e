import type { Task } from "#shared/idm/task.ts";
import { ownershipObstacle } from "../../parts/tasks/open-tasks.ts";

/**
 * Returns the next task after a decided one that this operator may decide, from the start again at
 * the end of the list; null if there is none.
 */
export function nextTask(tasks: readonly Task[], decided: string): Task | null {
  const at = tasks.findIndex(({ id }) => id === decided);
  const inOrder = [...tasks.slice(at + 1), ...tasks.slice(0, Math.max(0, at))];
  return inOrder.find((task) => ownershipObstacle(task) === null) ?? null;
}
