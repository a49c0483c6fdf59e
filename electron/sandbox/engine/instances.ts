import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { Ref } from "#shared/domain/ref.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Instance, startSchema, Step, Values } from "#shared/idm/instance.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { problemOf, Refusal } from "../refusal.ts";
import {
  findInstance,
  insertInstance,
  removeInstance,
  setStep,
  setValues,
  type StoredInstance,
} from "../store/instances.ts";
import type { JournalOrigin } from "../store/history.ts";
import { transaction } from "../store/sql.ts";
import { processNamed } from "./catalogue.ts";
import { complete } from "./complete.ts";
import { checkValues, formFor } from "./form.ts";
import { stepInWords } from "./in-words.ts";
import type { Asking } from "./offers.ts";
import { isIrreversible } from "./irreversible.ts";
import { needsApproval, planProcess } from "./plans.ts";
import { requestApproval, withdraw } from "./requests.ts";
import type { Engine } from "./subject.ts";
import { checkTarget, targetOf } from "./target.ts";

/** The instance after a call, and the events to publish once the call is committed. */
export interface Advanced {
  readonly instance: Instance;
  readonly events: readonly IdmEvent[];
}

/**
 * Starts a process on an object. Throws Refusal: `not-found`, `forbidden`, `version-conflict`,
 * `wrong-state`, `not-enabled`, `approval-required`. Throws CaUnavailable: without the CA the
 * changes cannot be planned. `origin` is the journal entry of an offline decision; null if the
 * operator is online.
 */
export function start(
  engine: Engine,
  wanted: z.output<typeof startSchema>,
  asking: Asking,
  origin: JournalOrigin | null = null,
): Instance {
  const { process, object, expectedVersion } = wanted;
  const target = targetOf(engine, process, object, asking);
  checkTarget(engine, target, expectedVersion, asking);
  const operator = asking.operator.id;
  const stored = { id: randomUUID(), process, type: object.type, object: object.id, operator, expectedVersion, origin };
  insertInstance(engine.db, stored);
  return toWire(stored, formFor(engine, target, {}, asking), asking);
}

/**
 * Next: carries the process out, or asks a second person to approve it. Repeats all checks of the
 * start; throws the same refusals, and `invalid-input` for the entered values. If the CA does not
 * answer, nothing changes and the instance is at a failed step, from which Next may be repeated.
 * For an instance that is over or waits for a decision, Next returns its present step.
 */
export function next(engine: Engine, id: string, values: Values, asking: Asking): Advanced {
  const stored = ownInstance(engine, id, asking);
  if (isSettled(stored)) return { instance: current(engine, stored, asking), events: [] };
  checkValues(processNamed(stored.process).fields, values, asking);
  setValues(engine.db, id, values);
  try {
    return transaction(engine.db, () => advance(engine, { ...stored, values }, asking));
  } catch (fault) {
    if (!(fault instanceof CaUnavailable)) throw fault;
    const step = { kind: "failed", problem: problemOf(new Refusal("ca-unavailable"), asking.texts) } as const;
    setStep(engine.db, id, step);
    return { instance: toWire(stored, step, asking), events: [] };
  }
}

/** Whether Next on this instance would do something that no process can undo. */
export function cannotBeUndone({ db }: Engine, id: string): boolean {
  const stored = findInstance(db, id);
  return stored !== undefined && !isSettled(stored) && isIrreversible(processNamed(stored.process));
}

/**
 * Back: returns from a failed step to the form. At the form, and for an instance that is over or
 * waits for a decision, it changes nothing.
 */
export function back(engine: Engine, id: string, asking: Asking): Instance {
  const stored = ownInstance(engine, id, asking);
  if (stored.step === null || isSettled(stored)) return current(engine, stored, asking);
  setStep(engine.db, id, null);
  return current(engine, { ...stored, step: null }, asking);
}

/**
 * Cancel: removes an instance that has changed nothing; one that waits for a second person becomes
 * a withdrawn request. Throws Refusal if there is nothing left to cancel: `wrong-state` if it is
 * done, `request-rejected` or `request-withdrawn` if its request ended so.
 */
export function cancel(engine: Engine, id: string, asking: Asking): IdmEvent[] {
  const stored = ownInstance(engine, id, asking);
  const { step } = stored;
  if (step?.kind === "done") throw new Refusal("wrong-state", asking.texts.details.alreadyDone);
  if (step?.kind === "approval") return withdraw(engine, stored, step.requestId, asking);
  const code = step?.kind === "failed" ? step.problem.code : null;
  if (code === "request-rejected" || code === "request-withdrawn") throw new Refusal(code, step?.problem.detail);
  removeInstance(engine.db, id);
  return [];
}

/**
 * Whether the operator can no longer move it on: it is done, it was rejected or withdrawn, or
 * another operator has to decide.
 */
const isSettled = ({ step }: StoredInstance): boolean =>
  step !== null && !(step.kind === "failed" && step.problem.code === "ca-unavailable");

function advance(engine: Engine, stored: StoredInstance, asking: Asking): Advanced {
  const target = targetOf(engine, stored.process, refOf(stored), asking);
  checkTarget(engine, target, stored.expectedVersion, asking);
  const plan = planProcess(engine, target.process, target.subject);
  const people = { operator: asking.operator.name, approvedBy: null };
  const { step, events } = needsApproval(engine, plan)
    ? requestApproval(engine, stored, target, plan, asking)
    : complete(engine, stored, target, plan, people, asking);
  return { instance: toWire(stored, step, asking), events };
}

/**
 * Returns the instance at its present step. Throws Refusal `not-found` if it is at its form and the
 * object is gone.
 */
function current(engine: Engine, stored: StoredInstance, asking: Asking): Instance {
  if (stored.step !== null) return toWire(stored, stepInWords(engine.db, stored.step, asking.texts), asking);
  const target = targetOf(engine, stored.process, refOf(stored), asking);
  return toWire(stored, formFor(engine, target, stored.values, asking), asking);
}

const refOf = ({ type, object }: StoredInstance): Ref => ({ type, id: object });

const toWire = (
  stored: Pick<StoredInstance, "id" | "process" | "type" | "object">,
  step: Step,
  { texts }: Asking,
): Instance => ({
  id: stored.id,
  process: stored.process,
  processName: texts.processes[processNamed(stored.process).symbolicName].name,
  object: { type: stored.type, id: stored.object },
  step,
});

function ownInstance(engine: Engine, id: string, { operator, texts }: Asking): StoredInstance {
  const found = findInstance(engine.db, id);
  if (found?.operator !== operator.id) throw new Refusal("not-found", texts.details.noInstance);
  return found;
}
