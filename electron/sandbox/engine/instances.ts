import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { WhyNotCode } from "#shared/domain/offer.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Instance, startSchema, Step, Values } from "#shared/idm/instance.ts";
import type { ProblemCode } from "#shared/idm/problem.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { problemOf, Refusal } from "../refusal.ts";
import type { JournalOrigin } from "../store/history.ts";
import { findInstance, insertInstance, removeInstance, setStep, type StoredInstance } from "../store/instances.ts";
import { isObjectType, type StoredRef } from "../store/objects.ts";
import { transaction } from "../store/sql.ts";
import { findTemplate } from "../store/templates.ts";
import { word } from "../texts/texts.ts";
import { effectOf, findProcess, type ProcessDefinition } from "./catalogue.ts";
import { reasonsAgainst, type Asking } from "./offers.ts";
import { changesOf, planFor, type ObjectPlan, type Subject } from "#shared/domain/plan.ts";
import { carryOut, readBack } from "./run.ts";
import { readSubject, type Backend } from "./subject.ts";

/** Where process instances run. `now` answers the present time. */
export interface Engine extends Backend {
  readonly now: () => Date;
  /** The journal entry that is carried out; null where an operator is connected. */
  readonly origin: JournalOrigin | null;
}

/** Where an instance stands after a call, and what to tell once the call is committed. */
export interface Advanced {
  readonly instance: Instance;
  readonly events: readonly IdmEvent[];
}

const problemFor: Readonly<Record<WhyNotCode, ProblemCode>> = {
  "wrong-state": "wrong-state",
  "not-enabled": "not-enabled",
  forbidden: "forbidden",
  "waiting-for-approval": "approval-required",
  "own-card": "forbidden",
  "not-allowed-offline": "forbidden",
};

/**
 * Starts a process on an object. Throws Refusal: `not-found`, `forbidden`, `version-conflict`, `wrong-state`,
 * `not-enabled`. Throws CaUnavailable, for without the CA nobody can say what will change.
 */
export function start(engine: Engine, wanted: z.output<typeof startSchema>, asking: Asking): Instance {
  const { process: symbolicName, object, expectedVersion } = wanted;
  const { process, subject } = subjectOf(engine, symbolicName, object, asking);
  check(engine, process, subject, expectedVersion, asking);
  const stored = {
    id: randomUUID(),
    process: process.symbolicName,
    type: object.type,
    object: object.id,
    operator: asking.operator.id,
    expectedVersion,
  };
  insertInstance(engine.db, stored);
  return toWire(stored, process, form(engine, process, subject, asking), asking);
}

/**
 * Next: carries the process out. All that was checked at the start is checked again; the same refusals. A CA that does not
 * answer leaves everything as it was and the instance at a failed step, where Next may be pressed again. Next on a done
 * instance answers the done step again.
 */
export function next(engine: Engine, id: string, values: Values, asking: Asking): Advanced {
  const stored = ownInstance(engine, id, asking);
  if (stored.step?.kind === "done") return { instance: current(engine, stored, asking), events: [] };
  const [unknown] = Object.keys(values);
  if (unknown !== undefined) throw new Refusal("invalid-input", asking.texts.details.unknownField(unknown));
  try {
    return transaction(engine.db, () => complete(engine, stored, asking));
  } catch (fault) {
    if (!(fault instanceof CaUnavailable)) throw fault;
    const step = { kind: "failed", problem: problemOf(new Refusal("ca-unavailable"), asking.texts) } as const;
    setStep(engine.db, id, step);
    return { instance: current(engine, { ...stored, step }, asking), events: [] };
  }
}

/** Back: from a failed step to the form. There is nothing before the form, and nothing after done. */
export function back(engine: Engine, id: string, asking: Asking): Instance {
  const stored = ownInstance(engine, id, asking);
  if (stored.step?.kind !== "failed") return current(engine, stored, asking);
  setStep(engine.db, id, null);
  return current(engine, { ...stored, step: null }, asking);
}

/** Cancel: the instance is gone, nothing was changed. Throws Refusal `wrong-state` where it is done. */
export function cancel(engine: Engine, id: string, asking: Asking): void {
  const { step } = ownInstance(engine, id, asking);
  if (step?.kind === "done") throw new Refusal("wrong-state", asking.texts.details.alreadyDone);
  removeInstance(engine.db, id);
}

function complete(engine: Engine, stored: StoredInstance, asking: Asking): Advanced {
  const { object, process, subject } = subjectOf(engine, stored.process, refOf(stored), asking);
  check(engine, process, subject, stored.expectedVersion, asking);
  const plans = plansFor(engine, process, subject);
  const run = {
    operator: asking.operator.name,
    process: process.symbolicName,
    instance: stored.id,
    origin: engine.origin,
  };
  const events = carryOut(engine, plans, { ...run, at: engine.now().toISOString() });
  const step = { kind: "done" as const, changes: readBack(engine, changesIn(plans, asking)), object };
  setStep(engine.db, stored.id, step);
  return { instance: toWire(stored, process, step, asking), events };
}

/** Every object that the process touches. */
function plansFor(engine: Engine, process: ProcessDefinition, subject: Subject<StoredRef>): ObjectPlan<StoredRef>[] {
  const settings = findTemplate(engine.db, process.coreTemplate)?.settings ?? {};
  return [planFor(subject, effectOf(process, settings))];
}

const changesIn = (plans: readonly ObjectPlan[], { texts }: Asking) =>
  plans.flatMap((plan) => changesOf(plan, (purpose) => word(texts.purposes, purpose)));

function form(engine: Engine, process: ProcessDefinition, subject: Subject<StoredRef>, asking: Asking): Step {
  const { name, text } = asking.texts.processes[process.symbolicName];
  const changes = changesIn(plansFor(engine, process, subject), asking);
  return { kind: "form", title: name, text, fields: [], changes, canGoBack: false };
}

/** The instance at the step where it stands. Throws Refusal `not-found` where it stands at the form of an object that is gone. */
function current(engine: Engine, stored: StoredInstance, asking: Asking): Instance {
  const process = findProcess(stored.process);
  if (process === undefined) throw new Error(`The catalogue has no ${stored.process} any more.`);
  if (stored.step !== null) return toWire(stored, process, stored.step, asking);
  const { subject } = subjectOf(engine, stored.process, refOf(stored), asking);
  return toWire(stored, process, form(engine, process, subject, asking), asking);
}

const refOf = ({ type, object }: StoredInstance): Ref => ({ type, id: object });

const toWire = (
  stored: Omit<StoredInstance, "step">,
  process: ProcessDefinition,
  step: Step,
  { texts }: Asking,
): Instance => ({
  id: stored.id,
  process: stored.process,
  processName: texts.processes[process.symbolicName].name,
  object: { type: stored.type, id: stored.object },
  step,
});

function ownInstance(engine: Engine, id: string, { operator, texts }: Asking): StoredInstance {
  const found = findInstance(engine.db, id);
  if (found?.operator !== operator.id) throw new Refusal("not-found", texts.details.noInstance);
  return found;
}

function subjectOf(engine: Engine, symbolicName: string, object: Ref, { texts }: Asking) {
  const { type, id } = object;
  const subject = isObjectType(type) ? readSubject(engine, { type, id }) : undefined;
  if (subject === undefined) throw new Refusal("not-found", texts.details.noObject(type, id));
  const process = findProcess(symbolicName);
  if (process?.coreTemplate !== type) throw new Refusal("not-found", texts.details.noProcess(symbolicName, type));
  return { object, process, subject };
}

/** A changed version comes before the other reasons: whoever saw another object must look again, whatever else there is. */
function check(
  engine: Engine,
  process: ProcessDefinition,
  subject: Subject<StoredRef>,
  expected: number,
  asking: Asking,
): void {
  const reasons = reasonsAgainst(engine.db, process, subject, asking);
  const refusals = reasons.map(({ code, detail }) => new Refusal(problemFor[code], detail));
  const forbidden = refusals.find(({ code }) => code === "forbidden");
  if (forbidden !== undefined) throw forbidden;
  if (subject.version !== expected) {
    const detail = asking.texts.details.versionChanged(subject.label, expected, subject.version);
    throw new Refusal("version-conflict", detail);
  }
  const [first] = refusals;
  if (first !== undefined) throw first;
}
