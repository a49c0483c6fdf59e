import type { Task } from "#shared/idm/task.ts";
import { ownershipObstacle } from "../../parts/tasks/open-tasks.ts";

/**
 * The task to go on with after a decision: the next of the list that this operator may decide, from
 * the start again at its end; null where there is none.
 */
export function nextTask(tasks: readonly Task[], decided: string): Task | null {
  const at = tasks.findIndex(({ id }) => id === decided);
  const inOrder = [...tasks.slice(at + 1), ...tasks.slice(0, Math.max(0, at))];
  return inOrder.find((task) => ownershipObstacle(task) === null) ?? null;
}
