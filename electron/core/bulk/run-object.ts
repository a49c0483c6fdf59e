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
import { inconclusiveCodes } from "../idm/until-definite.ts";
import { timestamp, type Clock } from "../clock.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import { limits } from "../limits.ts";
import type { BulkObject, BulkRecord, ItemProgress } from "../store/bulk-table.ts";

/** An object of a bulk with its state before this run. */
export type Item = BulkObject & ItemProgress;

export interface RunDeps {
  readonly gateway: Gateway;
  readonly timing: Timing;
  readonly clock: Clock;
  /** Whether the token of the session belongs to the operator of the bulk. */
  readonly mayAsk: () => boolean;
  /** Aborted when the program ends. */
  readonly signal: AbortSignal;
}

/**
 * The state of an object after its process was run. `backEndError`: the reason for an open outcome.
 */
export interface Outcome {
  readonly state: BulkItemState;
  readonly backEndError: OperatorError | null;
}

/**
 * Runs the process of a bulk on one object: start, Next, and the object read again. The idempotency
 * keys are derived from the data on disk, so a repeated request, also after a restart, gets the
 * first answer and does nothing twice.
 */
export async function runObject(deps: RunDeps, bulk: BulkRecord, item: Item): Promise<Outcome> {
  const { gateway, signal } = deps;
  if (item.state.kind === "unconfirmed") return readBack(deps, item.ref, item.state.changes);
  const key = (step: string): string => `${bulk.id}/${item.n}/${item.attempt}/${step}`;
  const body = { process: bulk.process, object: item.ref, expectedVersion: item.version };
  const start = await answerTo(deps, () =>
    gateway.ask(instanceCalls.start, { body, idempotencyKey: key("start"), signal }),
  );
  // A started process changes nothing yet, so the object is not in doubt.
  if (start.result.kind === "failure") return afterFailure(start.result, item, false, timestamp(deps.clock));
  const instance = start.result.value;
  if (instance.step.kind !== "form") return settle(deps, instance);
  const params = { id: instance.id };
  const next = await answerTo(deps, () =>
    gateway.ask(instanceCalls.next, { params, body: { values: bulk.values }, idempotencyKey: key("next"), signal }),
  );
  if (next.result.kind === "failure") return afterFailure(next.result, item, next.doubt, timestamp(deps.clock));
  return settle(deps, next.result.value);
}

/**
 * Retries with the same key while there is no answer. `doubt`: an attempt may have been carried
 * out.
 */
async function answerTo<T>(
  { timing, mayAsk, signal }: RunDeps,
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

/**
 * Whether the failure is not about the object: the back end was not reached, did not answer, or no
 * longer accepts the session.
 */
const isBackEndFault = ({ certainty, error }: Pick<Failure, "certainty" | "error">): boolean =>
  certainty !== "refused" || error.code === "not-authenticated";

/** Transient refusals that do not concern the object: it can be tried again. */
const passing: ReadonlySet<ErrorCode> = new Set(["ca-unavailable", "step-up-required"]);

function afterFailure({ certainty, error }: Failure, { state: before }: Item, doubt: boolean, at: string): Outcome {
  const inDoubt: BulkItemState = doubt ? { kind: "unknown", since: at, error } : { kind: "waiting" };
  const state = before.kind === "unknown" ? before : inDoubt;
  if (isBackEndFault({ certainty, error }) || (state.kind === "unknown" && inconclusiveCodes.has(error.code)))
    return { state, backEndError: error };
  return { state: { kind: passing.has(error.code) ? "failed" : "refused", at, error }, backEndError: null };
}

/** Maps the step that a process has reached to an outcome; a bulk cannot answer further forms. */
async function settle(deps: RunDeps, instance: InstanceAnswer): Promise<Outcome> {
  const { step } = instance;
  const at = timestamp(deps.clock);
  switch (step.kind) {
    case "done":
      return readBack(deps, step.object, step.changes);
    case "approval":
      return { state: { kind: "approval", at, requestId: step.requestId }, backEndError: null };
    case "failed":
      await cancel(deps, instance);
      return { state: { kind: "failed", at, error: problemError(step.problem, "step failed") }, backEndError: null };
    case "form":
      return refuseStep(deps, instance, step.kind);
    case "later":
      return refuseStep(deps, instance, step.name);
    default:
      return assertNever(step);
  }
}

/** Refuses a further form or an unknown kind of step: the operator has not confirmed it. */
async function refuseStep(deps: RunDeps, instance: InstanceAnswer, kind: string): Promise<Outcome> {
  await cancel(deps, instance);
  const error = operatorError("step-unknown", { kind }, `step kind ${kind}`);
  return { state: { kind: "refused", at: timestamp(deps.clock), error }, backEndError: null };
}

/** Best effort: an instance that is never cancelled changes nothing either. */
async function cancel({ gateway, mayAsk, signal }: RunDeps, { id }: InstanceAnswer): Promise<void> {
  if (mayAsk()) await gateway.tell(idmApi.cancelProcess, { params: { id }, signal });
}

/** Reads the object again: only a change that is found there counts as done. */
async function readBack({ gateway, clock, mayAsk, signal }: RunDeps, ref: Ref, changes: Change[]): Promise<Outcome> {
  const params = { type: ref.type, id: ref.id };
  const answer = mayAsk()
    ? await gateway.ask(idmApi.object, { params, signal })
    : failure("refused", operatorError("not-authenticated"));
  const at = timestamp(clock);
  if (answer.kind === "failure" && answer.error.code !== "not-found") {
    const { error } = answer;
    return { state: { kind: "unconfirmed", at, changes, error }, backEndError: isBackEndFault(answer) ? error : null };
  }
  const found = differences(changes, ref, answer.kind === "answer" ? answer.value : null);
  if (found.length > 0) return { state: { kind: "differs", at, differences: found }, backEndError: null };
  return { state: { kind: "done", at, changes }, backEndError: null };
}
