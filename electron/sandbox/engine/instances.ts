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
import type { Asking } from "./offers.ts";
import { isIrreversible } from "./irreversible.ts";
import { needsApproval, planProcess } from "./plans.ts";
import { requestApproval, withdraw } from "./requests.ts";
import type { Engine } from "./subject.ts";
import { checkTarget, targetOf } from "./target.ts";

/** Where an instance stands after a call, and what to tell once the call is committed. */
export interface Advanced {
  readonly instance: Instance;
  readonly events: readonly IdmEvent[];
}

/**
 * Starts a process on an object. Throws Refusal: `not-found`, `forbidden`, `version-conflict`,
 * `wrong-state`, `not-enabled`, `approval-required`. Throws CaUnavailable, for without the CA
 * nobody can say what will change. `origin`: the journal entry that it was decided in; null where
 * its operator is connected.
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
 * Next: carries the process out, or asks a second person to approve it. All that was checked at the
 * start is checked again; the same refusals, and `invalid-input` for what was entered. A CA that
 * does not answer leaves everything as it was and the instance at a failed step, where Next may be
 * pressed again. Next on an instance that is over or waits answers its step again.
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

/** Whether Next on an instance does what no process can take back. */
export function cannotBeUndone({ db }: Engine, id: string): boolean {
  const stored = findInstance(db, id);
  return stored !== undefined && !isSettled(stored) && isIrreversible(processNamed(stored.process));
}

/**
 * Back: from a failed step to the form. There is nothing before the form, and nothing after what is
 * over or waits.
 */
export function back(engine: Engine, id: string, asking: Asking): Instance {
  const stored = ownInstance(engine, id, asking);
  if (stored.step === null || isSettled(stored)) return current(engine, stored, asking);
  setStep(engine.db, id, null);
  return current(engine, { ...stored, step: null }, asking);
}

/**
 * Cancel: nothing was changed, and the instance is gone; one that waits for a second person ends as
 * a request that was withdrawn. Throws Refusal where there is nothing left to cancel: `wrong-state`
 * where it is done, `request-rejected`, `request-withdrawn`.
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
 * Nothing the operator does moves it on: it is done, it was rejected, or somebody else has to
 * decide.
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
 * The instance at the step where it stands. Throws Refusal `not-found` where it stands at the form
 * of an object that is gone.
 */
function current(engine: Engine, stored: StoredInstance, asking: Asking): Instance {
  if (stored.step !== null) return toWire(stored, stored.step, asking);
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
