import type { Ref } from "#shared/domain/ref.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { deskStore, follow } from "./desk-store.ts";

/**
 * The result of a process. `confirmed`: verified by reading back; `unconfirmed`: reported by the
 * back end but not verified by reading back; `waiting`: for a second person or for the sync;
 * `unknown`: no answer yet.
 */
export type Outcome = "confirmed" | "unconfirmed" | "waiting" | "unknown";

/** A process that the operator ran in this window. */
export interface DoneProcess {
  /** Number of the wizard in this window. */
  readonly id: number;
  /** When the page learned of it: ISO 8601, UTC. */
  readonly at: string;
  readonly process: string;
  readonly processName: string;
  readonly object: Ref;
  readonly label: string;
  readonly outcome: Outcome;
}

/**
 * The processes that this operator ran in this window, newest first: in memory only, gone with the
 * desk.
 */
export const doneProcesses = deskStore<{ readonly list: readonly DoneProcess[] }>(
  "done processes",
  () => () => ({ list: [] }),
  (desk, store) => {
    let id = 0;
    follow(desk, desk.core, ({ wizard }, { wizard: before }) => {
      if (wizard === before || wizard.kind === "closed") return;
      if (wizard.kind === "starting" || before.kind === "closed") id += 1;
      const outcome = outcomeOf(wizard);
      if (outcome === null) return;
      const { process, processName, object, label } = wizard;
      store.setState(({ list }) => ({
        list: [
          { id, at: new Date().toISOString(), process, processName, object, label, outcome },
          ...list.filter((each) => each.id !== id),
        ],
      }));
    });
  },
);

/** Returns null before Next, and if nothing was changed. */
function outcomeOf(wizard: Wizard): Outcome | null {
  if (wizard.kind === "done") return wizard.readBack.kind === "confirmed" ? "confirmed" : "unconfirmed";
  if (wizard.kind === "approval" || wizard.kind === "queued") return "waiting";
  return wizard.kind === "unknown" ? "unknown" : null;
}
