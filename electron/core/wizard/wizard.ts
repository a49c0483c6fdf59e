import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { differences, type Change } from "#shared/domain/change.ts";
import type { Ref } from "#shared/domain/ref.ts";
import { operatorError, type ErrorCode, type OperatorError } from "#shared/errors.ts";
import { idmApi } from "#shared/idm/api.ts";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import type { ReadBack, Wizard, WizardStart } from "#shared/ipc/wizard.ts";
import { instanceCalls, type InstanceAnswer } from "../idm/instance.ts";
import { problemError, type Failure } from "../idm/failure.ts";
import type { Answer, Gateway } from "../idm/gateway.ts";
import { isUnknown, untilDefinite } from "../idm/until-definite.ts";

/** What the wizard needs from around it. */
export interface WizardSurroundings {
  readonly gateway: Gateway;
  readonly timing: Timing;
  /** Whether somebody is logged in: without a token there is nobody to ask for. */
  readonly sessionActive: () => boolean;
  readonly changed: (wizard: Wizard) => void;
  /** The object may no longer be as it was shown. */
  readonly touched: (ref: Ref) => void;
}

export interface WizardKeeper {
  state(): Wizard;
  start(start: WizardStart): Promise<void>;
  next(values: Values): Promise<void>;
  back(): Promise<void>;
  close(): void;
  /** Forgets the wizard without a word to the back end: its operator is gone. */
  forget(): void;
}

type InstanceResult = Answer<InstanceAnswer> | Failure;

interface Subject {
  readonly process: string;
  readonly processName: string;
  readonly object: Ref;
  readonly label: string;
}

interface AtForm extends Subject {
  readonly instance: string;
  readonly form: FormStep;
}

/** Refusals after which Next may be pressed again on the same instance. */
const worthAnotherNext: ReadonlySet<ErrorCode> = new Set(["ca-unavailable", "invalid-input"]);

/** The wizard of one process at a time, driven by the forms of the back end. */
export function createWizard({ gateway, timing, sessionActive, changed, touched }: WizardSurroundings): WizardKeeper {
  let state: Wizard = { kind: "closed" };

  function become(next: Wizard): void {
    state = next;
    changed(next);
  }

  /** Sends a step and follows it to a definite answer, or until the wizard was closed meanwhile. */
  async function advance(at: AtForm, send: () => Promise<InstanceResult>): Promise<void> {
    const advancing: Wizard = { kind: "advancing", ...at };
    become(advancing);
    const result = await send();
    if (state !== advancing) return;
    if (isUnknown(result)) await findOut(at, send);
    else settle(at, result);
  }

  /** Asks with the same idempotency key until the back end tells what became of the step. */
  async function findOut(at: AtForm, send: () => Promise<InstanceResult>): Promise<void> {
    const since = new Date().toISOString();
    for (let attempts = 1; ; attempts += 1) {
      const asking: Wizard = { kind: "unknown", ...at, since, attempts };
      become(asking);
      await sleep(outcomeWait(timing, attempts));
      if (state !== asking) return;
      if (!sessionActive()) continue;
      const result = await send();
      if (state !== asking) return;
      if (result.kind === "answer" || (result.certainty === "refused" && result.error.code !== "not-authenticated")) {
        settle(at, result);
        return;
      }
    }
  }

  function settle(at: AtForm, result: InstanceResult): void {
    if (result.kind === "answer") {
      enter(at, result.value, at.form);
      return;
    }
    // The session is over, the wizard is not: after the log in the operator presses Next again.
    if (result.error.code === "not-authenticated") {
      become({ kind: "form", ...at });
      return;
    }
    const retry = result.certainty === "not-sent" || worthAnotherNext.has(result.error.code);
    become(failed(at, result.error, retry, at));
    if (!retry) touched(at.object);
  }

  /** Shows the step that an instance stands at. */
  function enter(subject: Subject, instance: InstanceAnswer, form: FormStep | null): void {
    const named = {
      process: instance.process,
      processName: instance.processName,
      object: instance.object,
      label: subject.label,
    };
    const { step } = instance;
    switch (step.kind) {
      case "form":
        become({ kind: "form", ...named, instance: instance.id, form: step });
        return;
      case "approval":
        become({ kind: "approval", ...named, instance: instance.id, step });
        touched(named.object);
        return;
      case "done":
        touched(named.object);
        void readBack({ kind: "done", ...named, step, readBack: { kind: "pending" } });
        return;
      case "failed": {
        const error = problemError(step.problem, "step failed");
        const at = form === null ? null : { instance: instance.id, form };
        become(failed(named, error, at !== null && worthAnotherNext.has(error.code), at));
        return;
      }
      case "later":
        become(
          failed(named, operatorError("step-unknown", { kind: step.name }, `step kind ${step.name}`), false, null),
        );
        touched(named.object);
        return;
    }
  }

  /** Reads the object again until it could be read, and says whether it is as the back end said. */
  async function readBack(done: Extract<Wizard, { kind: "done" }>): Promise<void> {
    let shown = done;
    become(shown);
    for (let attempt = 1; state === shown; attempt += 1) {
      const outcome = sessionActive() ? await readOnce(gateway, shown.step.object, shown.step.changes) : null;
      if (state !== shown) return;
      if (outcome !== null) {
        shown = { ...shown, readBack: outcome };
        become(shown);
        if (outcome.kind !== "failed") return;
      }
      await sleep(outcomeWait(timing, attempt));
    }
  }

  return {
    state: () => state,
    async start({ process, processName, object, label, version }) {
      if (isBusy(state)) return;
      const subject = { process, processName, object, label };
      const starting: Wizard = { kind: "starting", ...subject };
      become(starting);
      const input = { body: { process, object, expectedVersion: version }, idempotencyKey: randomUUID() };
      const result = await untilDefinite(timing, () => gateway.ask(instanceCalls.start, input));
      if (state !== starting) return;
      if (result.kind === "answer") enter(subject, result.value, null);
      else if (result.error.code === "not-authenticated") become({ kind: "closed" });
      else {
        become(failed(subject, result.error, false, null));
        touched(object);
      }
    },
    async next(values) {
      const at = formAt(state);
      if (at === null) return;
      const input = { params: { id: at.instance }, body: { values }, idempotencyKey: randomUUID() };
      await advance(at, () => gateway.ask(instanceCalls.next, input));
    },
    async back() {
      const at = formAt(state);
      if (at === null || !at.form.canGoBack) return;
      const input = { params: { id: at.instance }, idempotencyKey: randomUUID() };
      await advance(at, () => gateway.ask(instanceCalls.back, input));
    },
    close() {
      if (state.kind === "closed" || state.kind === "advancing") return;
      const left = state;
      become({ kind: "closed" });
      if (left.kind === "unknown" || left.kind === "failed") touched(left.object);
      const at = left.kind === "unknown" ? null : formAt(left);
      // Best effort: an instance that nobody cancels changes nothing either.
      if (at !== null) void gateway.tell(idmApi.cancelProcess, { params: { id: at.instance } });
    },
    forget() {
      if (state.kind !== "closed") become({ kind: "closed" });
    },
  };
}

/** A wizard in the middle of something is not replaced by another. */
export function isBusy(wizard: Wizard): boolean {
  return (
    wizard.kind === "starting" || wizard.kind === "form" || wizard.kind === "advancing" || wizard.kind === "unknown"
  );
}

/** The form that Next would send, null where there is none to send. */
function formAt(wizard: Wizard): AtForm | null {
  if (wizard.kind === "form") return atForm(wizard, wizard.instance, wizard.form);
  if (wizard.kind !== "failed" || !wizard.retry || wizard.form === null || wizard.instance === null) return null;
  return atForm(wizard, wizard.instance, wizard.form);
}

function atForm({ process, processName, object, label }: Subject, instance: string, form: FormStep): AtForm {
  return { process, processName, object, label, instance, form };
}

function failed(
  { process, processName, object, label }: Subject,
  error: OperatorError,
  retry: boolean,
  at: { readonly instance: string; readonly form: FormStep } | null,
): Wizard {
  return {
    kind: "failed",
    process,
    processName,
    object,
    label,
    instance: at?.instance ?? null,
    form: at?.form ?? null,
    error,
    retry,
  };
}

async function readOnce(gateway: Gateway, ref: Ref, changes: Change[]): Promise<ReadBack> {
  const answer = await gateway.ask(idmApi.object, { params: { type: ref.type, id: ref.id } });
  if (answer.kind === "failure" && answer.error.code !== "not-found") return { kind: "failed", error: answer.error };
  const object = answer.kind === "answer" ? answer.value : null;
  const found = differences(changes, ref, object);
  return found.length === 0 ? { kind: "confirmed", object } : { kind: "differs", object, differences: found };
}
