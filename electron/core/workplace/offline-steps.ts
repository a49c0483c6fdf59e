import { randomUUIDv7 } from "node:crypto";
import type { Intent } from "#shared/domain/journal.ts";
import { changesOf, planFor } from "#shared/domain/plan.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import type { FormStep } from "#shared/idm/instance.ts";
import type { QueueEntry } from "#shared/ipc/offline.ts";
import type { WizardStart } from "#shared/ipc/wizard.ts";
import type { WorkingSetHeader } from "../store/stored.ts";
import { subjectOf, type ObjectWithHold } from "../working-set/expected.ts";
import { allowedProcess, type LocalObject } from "../working-set/local-object.ts";
import { wizardSubject, type WizardSteps } from "./workplace.ts";

/** An intent without the evidence that is added when it is written to the journal. */
export type Decision = Omit<Intent, "grant" | "operator" | "clock">;

/** An object of the unlocked working set. */
interface LookedUp {
  readonly local: LocalObject;
  readonly header: WorkingSetHeader;
}

export interface OfflineStepsDeps {
  readonly lookUp: (ref: Ref) => Promise<Result<LookedUp>>;
  /** Returns why no entry can be written under the working set now; null when one can. */
  readonly whyNoEntry: (header: WorkingSetHeader) => OperatorError | null;
  /** Writes the decision to the journal; it is on disk when this resolves. */
  readonly decide: (decision: Decision) => Promise<Result<QueueEntry>>;
}

/**
 * Makes the steps of a wizard without a connection: one form, whose Next writes an intent to the
 * journal.
 */
export function offlineSteps({ lookUp, whyNoEntry, decide }: OfflineStepsDeps, start: WizardStart): WizardSteps {
  let subject = wizardSubject(start);
  let decision: Omit<Decision, "values"> | null = null;

  return {
    start: () => async () => {
      const found = await lookUp(start.object);
      const prepared = found.ok ? (whyNoEntry(found.value.header) ?? prepare(start, found.value)) : found.error;
      if ("code" in prepared) return { kind: "refused", error: prepared, retry: false };
      ({ decision } = prepared);
      subject = { ...subject, about: prepared.form.about };
      const { operation: instance } = decision;
      return { kind: "reached", wizard: { kind: "form", ...subject, instance, form: prepared.form } };
    },
    next: (_, values) => async () => {
      if (decision === null) return { kind: "refused", error: operatorError("wizard-gone"), retry: false };
      const queued = await decide({ ...decision, values });
      if (!queued.ok) return { kind: "refused", error: queued.error, retry: true };
      return { kind: "reached", wizard: { kind: "queued", ...subject, entry: queued.value } };
    },
    // No form precedes the only one (`canGoBack` is false).
    back: () => async () => ({ kind: "refused", error: operatorError("wizard-gone"), retry: true }),
    cancel: () => undefined,
    readBack: async () => null,
  };
}

interface Prepared {
  readonly decision: Omit<Decision, "values">;
  readonly form: FormStep;
}

/**
 * Makes the form and the decision that Next will write. Plans the changes by the same rule as the
 * back end.
 */
function prepare(start: WizardStart, { local, header }: LookedUp): Prepared | OperatorError {
  const process = allowedProcess(header, start.process);
  const { expected, pending } = local;
  if (process === undefined) return operatorError("not-allowed-offline", {}, start.process);
  if (expected === null) return operatorError("wrong-state", {}, "it will be deleted");
  if (expected.object.version !== start.version) return operatorError("version-conflict");
  if (process.requiredStates !== "any" && !process.requiredStates.includes(expected.object.state))
    return operatorError("wrong-state", {}, start.process);
  const { about } = expected.object;
  const plan = planFor(subjectOf(expected), process.effect);
  const changes = changesOf(plan, (purpose) => header.purposes[purpose] ?? purpose);
  return {
    form: {
      kind: "form",
      title: process.name,
      text: process.text,
      irreversible: process.irreversible,
      action: process.action,
      about,
      fields: process.fields,
      changes,
      canGoBack: false,
    },
    decision: {
      operation: randomUUIDv7(),
      process: process.symbolicName,
      processName: process.name,
      object: start.object,
      label: start.label,
      ...(about === null ? {} : { about }),
      seen: seenOf(expected, header),
      follows: pending.at(-1)?.operation ?? null,
      changes,
    },
  };
}

const seenOf = ({ object }: ObjectWithHold, { asOf }: WorkingSetHeader): Decision["seen"] => ({
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
