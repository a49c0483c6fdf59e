import { randomUUID } from "node:crypto";
import { assertNever } from "#shared/domain/assert-never.ts";
import { differences } from "#shared/domain/change.ts";
import { operatorError, type ErrorCode } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { ReadBack, WizardStart } from "#shared/ipc/wizard.ts";
import { problemError, type Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import { instanceCalls, type InstanceAnswer } from "../idm/instance.ts";
import { keyedRequest, untilDefinite } from "../idm/until-definite.ts";
import type { Timing } from "../timing.ts";
import type { AtForm, Attempt, Done, Stepped, Subject, WizardSteps } from "./workplace.ts";

export interface OnlineStepsDeps {
  readonly gateway: Gateway;
  readonly timing: Timing;
  readonly sessionActive: () => boolean;
}

/** Refusals after which the same form can be sent again. */
const retryable: ReadonlySet<ErrorCode> = new Set(["ca-unavailable", "invalid-input", "step-up-required"]);

/** Makes the steps of a wizard at the back end, driven by the forms that it sends. */
export function onlineSteps({ gateway, timing, sessionActive }: OnlineStepsDeps, start: WizardStart): WizardSteps {
  /** Makes an attempt at a step. `at`: the form that the step is sent from; null at the start. */
  function step(at: AtForm | null, ask: () => Promise<Answer<InstanceAnswer> | Failure>): Attempt {
    const request = keyedRequest(ask);
    return async () => {
      const result = await request();
      return result.kind === "answer" ? reached(result.value, at ?? start, at) : notReached(result);
    };
  }

  return {
    start() {
      const { process, object, version } = start;
      const input = { body: { process, object, expectedVersion: version }, idempotencyKey: randomUUID() };
      return step(null, () => untilDefinite(timing, () => gateway.ask(instanceCalls.start, input)));
    },
    next(at, values) {
      const input = { params: { id: at.instance }, body: { values }, idempotencyKey: randomUUID() };
      return step(at, () => gateway.ask(instanceCalls.next, input));
    },
    back(at) {
      const input = { params: { id: at.instance }, idempotencyKey: randomUUID() };
      return step(at, () => gateway.ask(instanceCalls.back, input));
    },
    cancel({ instance }) {
      // Best effort: an instance that is never cancelled changes nothing either.
      void gateway.tell(idmApi.cancelProcess, { params: { id: instance } });
    },
    readBack: async (done) => (sessionActive() ? readOnce(gateway, done) : null),
  };
}

function notReached({ certainty, error }: Failure): Stepped {
  if (error.code === "not-authenticated") return { kind: "not-authenticated" };
  if (certainty === "refused") return { kind: "refused", error, retry: retryable.has(error.code) };
  return { kind: certainty, error };
}

/**
 * Maps the step of an instance to the state of the wizard. `label` and `about` are those shown so
 * far; a form may bring its own `about`.
 */
function reached(
  instance: InstanceAnswer,
  { label, about }: Pick<Subject, "label" | "about">,
  at: AtForm | null,
): Stepped {
  const { process, processName, object, id, step } = instance;
  const subject = { process, processName, object, label, about };
  switch (step.kind) {
    case "form":
      return {
        kind: "reached",
        wizard: { kind: "form", ...subject, about: step.about ?? about, instance: id, form: step },
      };
    case "approval":
      return { kind: "reached", wizard: { kind: "approval", ...subject, instance: id, step } };
    case "done":
      return { kind: "reached", wizard: { kind: "done", ...subject, step, readBack: { kind: "pending" } } };
    case "failed": {
      const error = problemError(step.problem, "step failed");
      return { kind: "refused", error, retry: at !== null && retryable.has(error.code) };
    }
    case "later": {
      const error = operatorError("step-unknown", { kind: step.name }, `step kind ${step.name}`);
      return { kind: "refused", error, retry: false };
    }
    default:
      return assertNever(step);
  }
}

/** Reads the object of a reported success and compares it with the reported changes. */
async function readOnce(gateway: Gateway, { step: { object: ref, changes } }: Done): Promise<ReadBack> {
  const answer = await gateway.ask(idmApi.object, { params: { type: ref.type, id: ref.id } });
  if (answer.kind === "failure" && answer.error.code !== "not-found") return { kind: "failed", error: answer.error };
  const object = answer.kind === "answer" ? answer.value : null;
  const found = differences(changes, ref, object);
  return found.length === 0 ? { kind: "confirmed", object } : { kind: "differs", object, differences: found };
}
