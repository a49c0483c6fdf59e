import type { StateCreator } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { maySee } from "#shared/domain/roles.ts";
import type { OperatorError, Result } from "#shared/errors.ts";
import type { DecidedTask, Decision, Task } from "#shared/idm/task.ts";
import { deskStore, follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import { guardStore } from "../../desk/unsaved.ts";

/**
 * Progress of a decision that has not succeeded. It holds the task, which may leave the list before
 * the answer.
 */
type Progress =
  | { readonly kind: "sending"; readonly task: Task }
  | { readonly kind: "refused"; readonly task: Task; readonly error: OperatorError };

export interface OpenTasks {
  /** Oldest first, as last read; null before the first read. */
  readonly tasks: readonly Task[] | null;
  /** The error of the last read. */
  readonly error: OperatorError | null;
  /** Reasons that were typed but not sent yet, by task. */
  readonly drafts: Readonly<Record<string, string>>;
  /** Decisions by task; here, because the answer may come while another task is on screen. */
  readonly progress: Readonly<Record<string, Progress>>;
  readonly read: () => Promise<void>;
  readonly decide: (task: Task, decision: Decision, reason: string) => Promise<Result<DecidedTask>>;
  /** Drops the refusal of a decision: the operator has seen it. */
  readonly seen: (task: string) => void;
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
  const without = <T>(all: Readonly<Record<string, T>>, task: string): Readonly<Record<string, T>> =>
    Object.fromEntries(Object.entries(all).filter(([id]) => id !== task));
  return (set, get) => ({
    tasks: null,
    error: null,
    drafts: {},
    progress: {},
    async read() {
      const { session } = core.getState();
      if (session.kind !== "active" || !maySee("tasks", session.operator.roles)) return;
      const mine = ++newest;
      const answer = await client.tasks.list();
      if (mine !== newest) return;
      set(answer.ok ? { tasks: answer.value, error: null } : { error: answer.error });
    },
    async decide(task, decision, reason) {
      const { id } = task;
      set({ progress: { ...get().progress, [id]: { kind: "sending", task } } });
      const answer = await client.tasks.decide({ id, decision, reason });
      const { progress, drafts, read } = get();
      if (answer.ok) set({ progress: without(progress, id), drafts: without(drafts, id) });
      else {
        set({ progress: { ...progress, [id]: { kind: "refused", task, error: answer.error } } });
        void read();
      }
      return answer;
    },
    seen(task) {
      const { progress } = get();
      if (progress[task]?.kind === "refused") set({ progress: without(progress, task) });
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
