import { createStore, type StoreApi } from "zustand";
import { sameRef, type Ref } from "#shared/domain/ref.ts";
import { maySee } from "#shared/domain/roles.ts";
import type { OperatorError } from "#shared/errors.ts";
import type { Task } from "#shared/idm/task.ts";
import type { Client } from "#shared/ipc/types.ts";
import type { CoreState } from "../../desk/core-state.ts";

export interface OpenTasks {
  /** Oldest first, as they were last read; null before the first reading. */
  readonly tasks: readonly Task[] | null;
  /** Why the last reading failed. */
  readonly error: OperatorError | null;
  /** Reasons that were typed and not sent yet, by task. */
  readonly drafts: Readonly<Record<string, string>>;
  readonly read: () => Promise<void>;
  readonly write: (task: string, reason: string) => void;
  readonly forget: () => void;
}

/** The open tasks of an operator who may see them, read again whenever they may differ. */
export function createOpenTasks(client: Client, core: StoreApi<CoreState>): StoreApi<OpenTasks> {
  let newest = 0;
  const mayRead = (): boolean => {
    const { session } = core.getState();
    return session.kind === "active" && maySee("tasks", session.operator.roles);
  };

  const store = createStore<OpenTasks>((set, get) => ({
    tasks: null,
    error: null,
    drafts: {},
    async read() {
      if (!mayRead()) return;
      const mine = ++newest;
      const answer = await client.tasks.list();
      if (mine !== newest) return;
      set(answer.ok ? { tasks: answer.value, error: null } : { error: answer.error });
    },
    write: (task, reason) => set({ drafts: { ...get().drafts, [task]: reason } }),
    forget() {
      newest += 1;
      set({ tasks: null, error: null, drafts: {} });
      void get().read();
    },
  }));

  const read = (): void => void store.getState().read();
  client.tasks.onChanged(read);
  client.objects.onAllChanged(read);
  // What a task would change now depends on its object and on what belongs to it.
  client.objects.onChanged(({ ref }) => store.getState().tasks?.some((task) => isAbout(task, ref)) && read());
  core.subscribe(({ session: now }, { session: before }) => {
    if (now.kind === "active" && before.kind !== "active") read();
  });
  read();
  return store;
}

const isAbout = ({ object, asked }: Task, ref: Ref): boolean =>
  [object, ...asked.changes.map(({ subject }) => subject)].some((each) => sameRef(each, ref));

/** Why this operator may not decide it at all: they have asked for it themselves, or it concerns them; null where they may. */
export function whoseElse({ obstacles }: Task): "own-request" | "own-card" | null {
  return (["own-request", "own-card"] as const).find((own) => obstacles.some(({ code }) => code === own)) ?? null;
}
