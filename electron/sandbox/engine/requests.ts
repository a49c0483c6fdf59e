import { randomUUID } from "node:crypto";
import type { z } from "zod";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Reason } from "#shared/domain/offer.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import type { Step } from "#shared/idm/instance.ts";
import { mostTasks, type DecidedTask, type decisionSchema, type Task } from "#shared/idm/task.ts";
import { CaUnavailable } from "../ca/ca.ts";
import { problemOf, Refusal } from "../refusal.ts";
import { operatorWithId } from "../store/accounts.ts";
import { historyWriter, type HistoryRecord } from "../store/history.ts";
import { findInstance, setStep, type StoredInstance } from "../store/instances.ts";
import { findStanding, isObjectType } from "../store/objects.ts";
import { findTask, insertTask, openTasks, setDecision, setPostponed, type StoredTask } from "../store/tasks.ts";
import { aboutOf } from "./about.ts";
import { processNamed } from "./catalogue.ts";
import { complete } from "./complete.ts";
import { enteredValues } from "./form.ts";
import { changesInWords } from "./in-words.ts";
import { isIrreversible } from "./irreversible.ts";
import { belongsTo, reasonsAgainst, type Asking } from "./offers.ts";
import { changesIn, planProcess, type Plan } from "./plans.ts";
import type { Backend, Engine } from "./subject.ts";
import { checkTarget, targetOf, type Target } from "./target.ts";

/**
 * Opens a task for a second person, with the changes that the requester saw, and leaves the
 * instance waiting.
 */
export function requestApproval(
  engine: Engine,
  { id: instance }: StoredInstance,
  { subject }: Target,
  plan: Plan,
  { texts }: Asking,
): { readonly step: Step; readonly events: readonly IdmEvent[] } {
  const { db } = engine;
  const { ref, version, state } = subject;
  const asked = { version, state, changes: changesIn(plan, texts) };
  const id = randomUUID();
  insertTask(db, { id, instance, requestedAt: engine.now().toISOString(), asked });
  const step = { kind: "approval", requestId: id, text: "" } as const;
  setStep(db, instance, step);
  return {
    step,
    events: [
      { kind: "taskOpened", task: id },
      { kind: "objectChanged", ref, version },
    ],
  };
}

/** Withdraws a request for its requester; the instance keeps a failed step that says so. */
export function withdraw(
  { db, now }: Engine,
  instance: StoredInstance,
  task: string,
  { operator, texts }: Asking,
): IdmEvent[] {
  const at = now().toISOString();
  setDecision(db, task, { decision: "withdraw", by: operator.name, at });
  setStep(db, instance.id, { kind: "failed", problem: problemOf(new Refusal("request-withdrawn"), texts) });
  writeEnd(db, instance, { at, operator: operator.name, event: "requestWithdrawn", values: {} });
  return closed(db, instance, task);
}

/**
 * Lists the oldest tasks that wait for a second person, oldest first, with what keeps this operator
 * from deciding them.
 */
export const listTasks = (engine: Engine, asking: Asking): Task[] =>
  openTasks(engine.db, mostTasks).map((task) => taskView(engine, task, asking));

/**
 * Decides a task. Throws Refusal: `not-found`, `already-decided`, `own-request`, `own-card`, and
 * for an approval any refusal that its requester would get on starting the process now. Throws
 * CaUnavailable. A decision that throws does not close the task: the caller's transaction is rolled
 * back.
 */
export function decide(
  engine: Engine,
  id: string,
  { decision, reason }: z.output<typeof decisionSchema>,
  asking: Asking,
): { readonly answer: DecidedTask; readonly events: readonly IdmEvent[] } {
  const { db } = engine;
  const { operator, texts } = asking;
  const task = findTask(db, id);
  if (task === undefined) throw new Refusal("not-found", texts.details.noTask);
  if (task.decision !== null) throw new Refusal("already-decided", texts.details.decidedBy(task.decidedBy ?? ""));
  const instance = instanceOf(engine, task);
  if (instance.operator === operator.id) throw new Refusal("own-request");
  const object = { type: instance.type, id: instance.object };
  if (belongsTo(db, object, operator)) throw new Refusal("own-card");
  const at = engine.now().toISOString();

  if (decision === "postpone") {
    setPostponed(db, id, { by: operator.name, at, reason });
    return { answer: { id, decision, object, changes: [] }, events: [{ kind: "taskOpened", task: id }] };
  }
  // Close the task first; an open task would block its own process (`waiting-for-approval`).
  setDecision(db, id, { decision, by: operator.name, at });
  switch (decision) {
    case "approve": {
      const requester = operatorWithId(db, instance.operator);
      const target = targetOf(engine, instance.process, object, asking);
      checkTarget(engine, target, instance.expectedVersion, { operator: requester, texts });
      const people = { operator: requester.name, approvedBy: operator.name };
      const plan = planProcess(engine, target.process, target.subject);
      const { step, events } = complete(engine, instance, target, plan, people, asking);
      return {
        answer: { id, decision, object, changes: step.changes },
        events: [...events, { kind: "taskClosed", task: id }],
      };
    }
    case "reject": {
      setStep(db, instance.id, { kind: "failed", problem: problemOf(new Refusal("request-rejected", reason), texts) });
      writeEnd(db, instance, { at, operator: operator.name, event: "requestRejected", values: { reason } });
      return { answer: { id, decision, object, changes: [] }, events: closed(db, instance, id) };
    }
    default:
      return assertNever(decision);
  }
}

/** Writes the end of a request that was not carried out to the history of its object. */
function writeEnd(
  db: Engine["db"],
  { type, object, process, id, origin }: StoredInstance,
  end: Pick<HistoryRecord, "at" | "operator" | "event" | "values">,
): void {
  historyWriter(db)({ ...end, ref: { type, id: object }, process, before: null, after: null, instance: id, origin });
}

/** Returns the events of a task that closed without effect: its process can be started again. */
function closed(db: Engine["db"], { type, object: id }: StoredInstance, task: string): IdmEvent[] {
  const standing = isObjectType(type) ? findStanding(db, { type, id }) : undefined;
  const objectChanged: IdmEvent[] =
    standing === undefined ? [] : [{ kind: "objectChanged", ref: { type, id }, version: standing.version }];
  return [{ kind: "taskClosed", task }, ...objectChanged];
}

function instanceOf({ db }: Backend, { instance }: StoredTask): StoredInstance {
  const found = findInstance(db, instance);
  if (found === undefined) throw new Error("A task that is open has its instance.");
  return found;
}

function taskView(engine: Engine, task: StoredTask, asking: Asking): Task {
  const { db } = engine;
  const { texts } = asking;
  const instance = instanceOf(engine, task);
  const requester = operatorWithId(db, instance.operator);
  const present = presentOf(engine, instance, { operator: requester, texts });
  const object = { type: instance.type, id: instance.object };
  const isOwn = requester.id === asking.operator.id;
  const own = [
    ...(isOwn ? (["own-request"] as const) : []),
    ...(belongsTo(db, object, asking.operator) ? (["own-card"] as const) : []),
  ].map((code): Reason => ({ code, detail: texts.problems[code] }));
  const [first] = task.asked.changes;
  const process = processNamed(instance.process);
  const { name, action } = texts.processes[process.symbolicName];
  return {
    id: task.id,
    process: instance.process,
    processName: name,
    object,
    label: first?.subject.label ?? instance.object,
    about: isObjectType(object.type) ? aboutOf(db, { type: object.type, id: object.id }) : null,
    irreversible: isIrreversible(process),
    action,
    requester: requester.name,
    requestedAt: task.requestedAt,
    entered: enteredValues(instance.values, texts),
    asked: { ...task.asked, changes: changesInWords(db, task.asked.changes, texts) },
    now: present.now,
    obstacles: [...own, ...present.obstacles],
    postponed: task.postponed,
    ...(isOwn ? { ownRequest: instance.id } : {}),
  };
}

/**
 * Returns the object as it is now, the changes that the process would make, and why its requester
 * could not start it again.
 */
function presentOf(
  engine: Engine,
  { process: symbolicName, type, object: id, expectedVersion }: StoredInstance,
  requesting: Asking,
): Pick<Task, "now" | "obstacles"> {
  const { texts } = requesting;
  try {
    const { process, subject } = targetOf(engine, symbolicName, { type, id }, requesting);
    const { version, state, label } = subject;
    const now = { version, state, changes: changesIn(planProcess(engine, process, subject), texts) };
    const detail = texts.details.versionChanged(label, expectedVersion, version);
    const conflict = version === expectedVersion ? [] : [{ code: "version-conflict", detail }];
    const reasons = reasonsAgainst(engine.db, process, subject, requesting)
      .filter(({ code }) => code !== "waiting-for-approval")
      // The reader is not the requester, so the card is not theirs.
      .map((reason) =>
        reason.code === "own-card" ? { code: "requesters-card", detail: texts.reasons.requestersCard } : reason,
      );
    return { now, obstacles: [...conflict, ...reasons] };
  } catch (fault) {
    const refusal = fault instanceof CaUnavailable ? new Refusal("ca-unavailable") : fault;
    if (!(refusal instanceof Refusal)) throw fault;
    const { code, detail } = refusal;
    return { now: null, obstacles: [{ code, detail: detail ?? texts.problems[code] }] };
  }
}
