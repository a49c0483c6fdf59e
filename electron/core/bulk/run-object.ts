import { setTimeout as sleep } from "node:timers/promises";
import { assertNever } from "#shared/domain/assert-never.ts";
import { differences, type Change } from "#shared/domain/change.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { operatorError, type ErrorCode, type OperatorError } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { BulkItemState } from "#shared/ipc/bulk.ts";
import { failure, problemError, type Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import { instanceCalls, type InstanceAnswer } from "../idm/instance.ts";
import { timestamp, type Clock } from "../clock.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import { limits } from "../limits.ts";
import type { BulkObject, BulkRecord, Standing } from "../store/bulk-table.ts";

/** An object of a bulk with where it stood before this run of it. */
export type Item = BulkObject & Standing;

/** How the back end is asked. */
export interface Asking {
  readonly gateway: Gateway;
  readonly timing: Timing;
  readonly clock: Clock;
  /** Whether the operator of the bulk is the one whose token goes along. */
  readonly mayAsk: () => boolean;
  /** Ends what is under way: the program is ended. */
  readonly signal: AbortSignal;
}

/** Where an object stands after its process was run. `trouble`: why the back end could not be asked about it to the end. */
export interface Outcome {
  readonly state: BulkItemState;
  readonly trouble: OperatorError | null;
}

/**
 * Runs the process of a bulk on one object: start, Next, and the object read again. The idempotency keys follow from what is on disk,
 * so that the same again, in a later run of the program too, is answered as it was answered first and does nothing twice.
 */
export async function runObject(asking: Asking, bulk: BulkRecord, item: Item): Promise<Outcome> {
  const { gateway, signal } = asking;
  if (item.state.kind === "unconfirmed") return readBack(asking, item.ref, item.state.changes);
  const key = (step: string): string => `${bulk.id}/${item.n}/${item.attempt}/${step}`;
  const body = { process: bulk.process, object: item.ref, expectedVersion: item.version };
  const start = await answerTo(asking, () =>
    gateway.ask(instanceCalls.start, { body, idempotencyKey: key("start"), signal }),
  );
  // A process that was only started has changed nothing.
  if (start.result.kind === "failure") return notAnswered(start.result, item, false, timestamp(asking.clock));
  const instance = start.result.value;
  if (instance.step.kind !== "form") return settle(asking, instance);
  const params = { id: instance.id };
  const next = await answerTo(asking, () =>
    gateway.ask(instanceCalls.next, { params, body: { values: bulk.values }, idempotencyKey: key("next"), signal }),
  );
  if (next.result.kind === "failure") return notAnswered(next.result, item, next.doubt, timestamp(asking.clock));
  return settle(asking, next.result.value);
}

/** Asks with the same key, a few times while there is no answer. `doubt`: one of them may have been carried out. */
async function answerTo<T>(
  { timing, mayAsk, signal }: Asking,
  ask: () => Promise<Answer<T> | Failure>,
): Promise<{ readonly result: Answer<T> | Failure; readonly doubt: boolean }> {
  let doubt = false;
  for (let attempt = 1; ; attempt += 1) {
    const result = mayAsk() ? await ask() : failure("refused", operatorError("not-authenticated"));
    if (result.kind === "answer" || result.certainty === "refused") return { result, doubt };
    doubt ||= result.certainty === "unknown";
    if (attempt === limits.saveAttempts || signal.aborted) return { result, doubt };
    await sleep(outcomeWait(timing, attempt), undefined, { signal }).catch(() => undefined);
  }
}

/** It says nothing of the object: the back end was not reached, did not answer, or does not know the operator any more. */
const isTrouble = ({ certainty, error }: Pick<Failure, "certainty" | "error">): boolean =>
  certainty !== "refused" || error.code === "not-authenticated";

/** Refusals that say nothing of a request before them with the same key: they are said before the key is looked at. */
const saysNothing: ReadonlySet<ErrorCode> = new Set(["forbidden", "idempotency-mismatch"]);

function notAnswered({ certainty, error }: Failure, { state: before }: Item, doubt: boolean, at: string): Outcome {
  const inDoubt: BulkItemState = doubt ? { kind: "unknown", since: at, error } : { kind: "waiting" };
  const state = before.kind === "unknown" ? before : inDoubt;
  if (isTrouble({ certainty, error }) || (state.kind === "unknown" && saysNothing.has(error.code)))
    return { state, trouble: error };
  return { state: { kind: error.code === "ca-unavailable" ? "failed" : "refused", at, error }, trouble: null };
}

/** What became of a process that stands at its end, or at a step that nobody can take for many objects at once. */
async function settle(asking: Asking, instance: InstanceAnswer): Promise<Outcome> {
  const { step } = instance;
  const at = timestamp(asking.clock);
  switch (step.kind) {
    case "done":
      return readBack(asking, step.object, step.changes);
    case "approval":
      return { state: { kind: "approval", at, requestId: step.requestId }, trouble: null };
    case "failed":
      await cancel(asking, instance);
      return { state: { kind: "failed", at, error: problemError(step.problem, "step failed") }, trouble: null };
    case "form":
      return refuseStep(asking, instance, step.kind);
    case "later":
      return refuseStep(asking, instance, step.name);
    default:
      return assertNever(step);
  }
}

/** A further form, or a kind of step that this version does not know: it was not shown when the operator confirmed. */
async function refuseStep(asking: Asking, instance: InstanceAnswer, kind: string): Promise<Outcome> {
  await cancel(asking, instance);
  const error = operatorError("step-unknown", { kind }, `step kind ${kind}`);
  return { state: { kind: "refused", at: timestamp(asking.clock), error }, trouble: null };
}

/** Best effort: an instance that nobody cancels changes nothing either. */
async function cancel({ gateway, mayAsk, signal }: Asking, { id }: InstanceAnswer): Promise<void> {
  if (mayAsk()) await gateway.tell(idmApi.cancelProcess, { params: { id }, signal });
}

/** Reads the object again: a success is one when it is seen. */
async function readBack({ gateway, clock, mayAsk, signal }: Asking, ref: Ref, changes: Change[]): Promise<Outcome> {
  const params = { type: ref.type, id: ref.id };
  const answer = mayAsk()
    ? await gateway.ask(idmApi.object, { params, signal })
    : failure("refused", operatorError("not-authenticated"));
  const at = timestamp(clock);
  if (answer.kind === "failure" && answer.error.code !== "not-found") {
    const { error } = answer;
    return { state: { kind: "unconfirmed", at, changes, error }, trouble: isTrouble(answer) ? error : null };
  }
  const found = differences(changes, ref, answer.kind === "answer" ? answer.value : null);
  if (found.length > 0) return { state: { kind: "differs", at, differences: found }, trouble: null };
  return { state: { kind: "done", at, changes }, trouble: null };
}
