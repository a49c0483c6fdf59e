import { randomUUIDv7 } from "node:crypto";
import type { Intent } from "#shared/domain/journal.ts";
import { changesOf, planFor } from "#shared/domain/plan.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import type { Wizard, WizardStart } from "#shared/ipc/wizard.ts";
import { isBusy } from "./wizard.ts";
import { subjectOf, type Held } from "../working-set/expected.ts";
import { allowedProcess, type LocalObject } from "../working-set/offline-objects.ts";
import type { WorkingSetHeader } from "../store/working-set-table.ts";

/** What an intent is made of when Next is pressed. */
export type Decision = Omit<Intent, "grant" | "operator" | "clock">;

export interface OfflineWizardSurroundings {
  /** The object with what waits for it, and the working set that it is of; an error where it cannot be worked with. */
  readonly look: (ref: Ref) => Promise<Result<{ readonly local: LocalObject; readonly header: WorkingSetHeader }>>;
  /** Writes the decision to the journal; it is on disk when this resolves. */
  readonly decide: (decision: Decision) => Promise<Result<QueueEntry>>;
  readonly changed: (wizard: Wizard) => void;
  readonly touched: (ref: Ref) => void;
}

export interface OfflineWizard {
  state(): Wizard;
  start(start: WizardStart): Promise<void>;
  next(values: Values): Promise<void>;
  close(): void;
}

type AtForm = Extract<Wizard, { kind: "form" }>;

/** The wizard without a connection: the same steps up to Next, which ends in the queue. */
export function createOfflineWizard({ look, decide, changed, touched }: OfflineWizardSurroundings): OfflineWizard {
  let state: Wizard = { kind: "closed" };
  let decision: Omit<Decision, "values"> | null = null;

  function become(next: Wizard): void {
    state = next;
    changed(next);
  }

  return {
    state: () => state,
    async start(start) {
      if (isBusy(state)) return;
      const { process, processName, object, label } = start;
      const subject = { process, processName, object, label };
      const starting: Wizard = { kind: "starting", ...subject };
      become(starting);
      const looked = await look(object);
      if (state !== starting) return;
      const prepared = looked.ok ? prepare(start, looked.value.local, looked.value.header) : looked.error;
      if ("code" in prepared) {
        become({ kind: "failed", ...subject, instance: null, form: null, error: prepared, retry: false });
        touched(object);
        return;
      }
      decision = prepared.decision;
      become({ kind: "form", ...subject, instance: prepared.decision.operation, form: prepared.form });
    },
    async next(values) {
      const at = formAt(state);
      const deciding = decision;
      if (at === null || deciding === null) return;
      const advancing: Wizard = { ...at, kind: "advancing" };
      become(advancing);
      const queued = await decide({ ...deciding, values });
      if (state !== advancing) return;
      const { process, processName, object, label, instance, form } = at;
      const subject = { process, processName, object, label };
      if (queued.ok) {
        decision = null;
        become({ kind: "queued", ...subject, entry: queued.value });
      } else become({ kind: "failed", ...subject, instance, form, error: queued.error, retry: true });
      touched(object);
    },
    close() {
      if (state.kind === "closed" || state.kind === "advancing") return;
      decision = null;
      become({ kind: "closed" });
    },
  };
}

/** The form that Next is pressed on; the same again after what failed. */
function formAt(state: Wizard): AtForm | null {
  if (state.kind === "form") return state;
  if (state.kind !== "failed" || state.form === null || state.instance === null || !state.retry) return null;
  const { process, processName, object, label, form, instance } = state;
  return { kind: "form", process, processName, object, label, form, instance };
}

interface Prepared {
  readonly decision: Omit<Decision, "values">;
  readonly form: FormStep;
}

/** What the wizard shows and, if Next is pressed, will write down: what will change is planned by the rule that the back end plans by. */
function prepare(start: WizardStart, local: LocalObject, header: WorkingSetHeader): Prepared | OperatorError {
  const process = allowedProcess(header, start.process);
  const { expected, pending } = local;
  if (process === undefined) return operatorError("not-allowed-offline", {}, start.process);
  if (expected === null) return operatorError("wrong-state", {}, "it will be deleted");
  if (expected.object.version !== start.version) return operatorError("version-conflict");
  if (process.requiredStates !== "any" && !process.requiredStates.includes(expected.object.state))
    return operatorError("wrong-state", {}, start.process);
  const plan = planFor(subjectOf(expected), process.effect);
  const changes = changesOf(plan, (purpose) => header.purposes[purpose] ?? purpose);
  return {
    form: { kind: "form", title: process.name, text: process.text, fields: process.fields, changes, canGoBack: false },
    decision: {
      operation: randomUUIDv7(),
      process: process.symbolicName,
      processName: process.name,
      object: start.object,
      label: start.label,
      seen: seenOf(expected, header),
      follows: pending.at(-1)?.operation ?? null,
      changes,
    },
  };
}

const seenOf = ({ object }: Held, { asOf }: WorkingSetHeader): Decision["seen"] => ({
  version: object.version,
  state: object.state,
  certificates: object.certificates.map(({ serial, purpose, stateInIdm, stateInCa }) => ({
    serial,
    purpose,
    stateInIdm,
    stateInCa: stateInCa.status,
  })),
  asOf,
});
