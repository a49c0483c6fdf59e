import { fail, ok, type Result } from "#shared/errors.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import type { Handlers } from "#shared/ipc/types.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import type { Workplace } from "../workplace/workplace.ts";
import type { WizardKeeper } from "./wizard.ts";

/** Makes the handlers of the wizard. `shown`: the wizard as the present session may see it. */
export function wizardHandlers(wizard: WizardKeeper, shown: () => Wizard): Handlers["wizard"] {
  return {
    state: async () => ok(shown()),
    start: (start) => wizard.start(start),
    next: ({ instance, values }) => wizard.next(instance, values),
    back: ({ instance }) => wizard.back(instance),
    keep: async (entries) => wizard.keep(entries),
    entries: async () => ok(shown().kind === "closed" ? null : wizard.entries()),
    close: async () => wizard.close(),
  };
}

/**
 * Starts the process of a journal entry on the object as it is now. Ok when the wizard is at the
 * process; a failed start closes the wizard again and answers the error, so that the conflict stays
 * undecided.
 */
export async function startAgain(
  wizard: WizardKeeper,
  workplace: Workplace,
  { process, processName, object, label }: QueueEntry,
): Promise<Result<null>> {
  const view = await workplace.open(object);
  if (!view.ok) return view;
  const { version, about } = view.value.object;
  const started = await wizard.start({ process, processName, object, label, about, version });
  if (!started.ok) return started;
  const state = wizard.state();
  if (state.kind !== "failed") return ok(null);
  wizard.close();
  return fail(state.error);
}
