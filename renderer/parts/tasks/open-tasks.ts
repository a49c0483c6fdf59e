import type { StateCreator } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { maySee } from "#shared/domain/roles.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { Task } from "#shared/idm/task.ts";
import { deskStore, follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import { guardStore } from "../../desk/unsaved.ts";

export interface OpenTasks {
  /** Oldest first, as last read; null before the first read. */
  readonly tasks: readonly Task[] | null;
  /** The error of the last read. */
  readonly error: OperatorError | null;
  /** Reasons that were typed but not sent yet, by task. */
  readonly drafts: Readonly<Record<string, string>>;
  readonly read: () => Promise<void>;
  readonly write: (task: string, reason: string) => void;
}

/** The open tasks of an operator who may see them, read again whenever they may have changed. */
export const openTasks = deskStore("open tasks", createTasks, (desk, store) => {
  const { client, core } = desk;
  const read = (): void => void store.getState().read();
  client.tasks.onChanged(read);
  client.objects.onAllChanged(read);
  // The changes of a task depend on its object and on related objects.
  client.objects.onChanged(({ ref }) => store.getState().tasks?.some((task) => isAbout(task, ref)) && read());
  follow(desk, core, ({ session: now }, { session: before }) => {
    if (now.kind === "active" && before.kind !== "active") read();
  });
  guardStore(desk, () => {
    const { tasks, drafts } = store.getState();
    return tasks?.some(({ id }) => (drafts[id] ?? "").trim() !== "") ?? false;
  });
  read();
});

function createTasks({ client, core }: Desk): StateCreator<OpenTasks> {
  let newest = 0;
  return (set, get) => ({
    tasks: null,
    error: null,
    drafts: {},
    async read() {
      const { session } = core.getState();
      if (session.kind !== "active" || !maySee("tasks", session.operator.roles)) return;
      const mine = ++newest;
      const answer = await client.tasks.list();
      if (mine !== newest) return;
      set(answer.ok ? { tasks: answer.value, error: null } : { error: answer.error });
    },
    write: (task, reason) => set({ drafts: { ...get().drafts, [task]: reason } }),
  });
}

const isAbout = ({ object, asked }: Task, ref: Ref): boolean =>
  [object, ...asked.changes.map(({ subject }) => subject)].some((each) => sameRef(each, ref));

/**
 * Returns why this operator must not decide the task: their own request or card; null if they may.
 */
export function ownershipObstacle({ obstacles }: Task): "own-request" | "own-card" | null {
  return (["own-request", "own-card"] as const).find((own) => obstacles.some(({ code }) => code === own)) ?? null;
}
