import { setTimeout as sleep } from "node:timers/promises";
import type { Ref } from "#shared/domain/ref.ts";
import { fail, ok, operatorError, type OperatorError, type Result } from "#shared/errors.ts";
import { mostValues, type Values } from "#shared/idm/instance.ts";
import { withEntered, type KeptEntries, type ReadBack, type Wizard, type WizardStart } from "#shared/ipc/wizard.ts";
import { timestamp, type Clock } from "../clock.ts";
import { outcomeWait, type Timing } from "../timing.ts";
import {
  wizardSubject,
  type AtForm,
  type Attempt,
  type Done,
  type Stepped,
  type Subject,
  type WizardSteps,
} from "../workplace/workplace.ts";

export interface WizardDeps {
  readonly timing: Timing;
  readonly clock: Clock;
  /** Makes the steps of a new wizard, at the present workplace. */
  readonly steps: (start: WizardStart) => WizardSteps;
  /**
   * Whether the session in which the call began is active. The outcome of a step is asked for with
   * its token.
   */
  readonly sessionActive: () => boolean;
  readonly changed: (wizard: Wizard) => void;
  /** Called with the values that one of the windows entered in the form. */
  readonly entered: (entries: KeptEntries) => void;
  /** Called when the object may differ from its state on screen. */
  readonly touched: (ref: Ref) => void;
  /** Logs a defect. */
  readonly failed: (fault: unknown) => void;
}

export type WizardKeeper = ReturnType<typeof createWizard>;

type Busy = "starting" | "form" | "advancing" | "unknown";
/** States in which another wizard cannot replace this one. */
const busy: ReadonlySet<Wizard["kind"]> = new Set<Busy>(["starting", "form", "advancing", "unknown"]);

/** The result of work that threw an exception: whether it took effect is not known. */
interface Defect {
  readonly kind: "defect";
  readonly error: OperatorError;
}

/**
 * Keeps the one wizard of the program. It has the same states online and offline, with the steps of
 * the workplace where it began.
 */
export function createWizard(deps: WizardDeps) {
  const { timing, clock, steps: stepsOf, sessionActive, changed, entered, touched, failed } = deps;
  let state: Wizard = { kind: "closed" };
  let steps: WizardSteps | null = null;
  let entries: KeptEntries | null = null;
  /**
   * The newest Next. After a step-up, the same values are sent again with the same idempotency key.
   */
  let sent: { readonly instance: string; readonly values: string; readonly attempt: Attempt } | null = null;

  function become<W extends Wizard>(next: W): W {
    state = next;
    if (next.kind === "closed") {
      steps = null;
      entries = null;
      sent = null;
    }
    changed(next);
    return next;
  }

  /** Runs work of the steps; returns an exception as a value, so that no state waits for ever. */
  async function guarded<T>(work: () => Promise<T>): Promise<T | Defect> {
    try {
      return await work();
    } catch (fault) {
      failed(fault);
      return { kind: "defect", error: operatorError("client-fault", {}, "wizard") };
    }
  }

  /**
   * Runs a step to a definite answer; ends early if the wizard was closed or forgotten meanwhile.
   */
  async function follow(at: AtForm, attempt: Attempt): Promise<void> {
    const advancing = become({ ...at, kind: "advancing" });
    const stepped = await guarded(attempt);
    if (state !== advancing) return;
    if (stepped.kind === "unknown") return findOut(at, attempt);
    // Only the session ended: the operator logs in and presses Next again.
    if (stepped.kind === "not-authenticated") become(at);
    else settle(at, stepped);
  }

  /** Asks with the same idempotency key until the back end reports the outcome of the step. */
  async function findOut(at: AtForm, attempt: Attempt): Promise<void> {
    const since = timestamp(clock);
    for (let attempts = 1; ; attempts += 1) {
      const asking = become({ ...at, kind: "unknown", since, attempts });
      await sleep(outcomeWait(timing, attempts));
      if (state !== asking) return;
      if (!sessionActive()) continue;
      const stepped = await guarded(attempt);
      if (state !== asking) return;
      // Any other answer says nothing about the first attempt.
      if (stepped.kind === "reached" || stepped.kind === "refused") return settle(at, stepped);
    }
  }

  function settle(at: AtForm, stepped: Extract<Stepped, { kind: "reached" | "refused" | "not-sent" }> | Defect): void {
    if (stepped.kind === "reached") return enter(stepped.wizard);
    const retry = stepped.kind === "not-sent" || (stepped.kind === "refused" && stepped.retry);
    become(failedAt(at, stepped.error, retry ? at : null));
    if (!retry) touched(at.object);
  }

  function enter(reached: Extract<Stepped, { kind: "reached" }>["wizard"]): void {
    const shown = become(reached);
    if (shown.kind !== "form") touched(shown.object);
    if (shown.kind === "done") void readBack(shown);
  }

  /** Reads the object until an answer confirms the reported changes or contradicts them. */
  async function readBack(done: Done): Promise<void> {
    let shown = done;
    for (let attempt = 1; state === shown; attempt += 1) {
      const outcome = await guarded(async () => (await steps?.readBack(done)) ?? null);
      if (state !== shown) return;
      if (outcome !== null) {
        const readBack: ReadBack = outcome.kind === "defect" ? { kind: "failed", error: outcome.error } : outcome;
        shown = become({ ...shown, readBack });
        if (readBack.kind !== "failed") return;
      }
      await sleep(outcomeWait(timing, attempt));
    }
  }

  return {
    state: (): Wizard => state,

    /**
     * Starts a process. Refused with `wizard-busy` while another one is open; resolves at the first
     * form or the failure.
     */
    async start(start: WizardStart): Promise<Result<null>> {
      if (busy.has(state.kind)) return fail(operatorError("wizard-busy"));
      if (!sessionActive()) return expired;
      entries = null;
      steps = stepsOf(start);
      const subject = wizardSubject(start);
      const starting = become({ kind: "starting", ...subject });
      const stepped = await guarded(steps.start());
      if (state !== starting) return gone;
      if (stepped.kind === "not-authenticated") {
        become({ kind: "closed" });
        return fail(operatorError("not-authenticated"));
      }
      if (stepped.kind === "reached") enter(stepped.wizard);
      else {
        become(failedAt(subject, stepped.error, null));
        touched(start.object);
      }
      return ok(null);
    },

    /**
     * Sends the form. Safe to repeat: while an answer is awaited, a second Next changes nothing.
     * Sends nothing when the session has expired: the outcome of a lost answer could not be asked
     * for before the log-in.
     */
    async next(instance: string, values: Values): Promise<Result<null>> {
      if ((state.kind === "advancing" || state.kind === "unknown") && state.instance === instance) return ok(null);
      const at = formAt(state, instance);
      if (at === null || steps === null) return gone;
      if (!sessionActive()) return expired;
      const same = JSON.stringify(values);
      const isWaiting = state.kind === "failed" && state.error.code === "step-up-required";
      const attempt =
        isWaiting && sent?.instance === instance && sent.values === same ? sent.attempt : steps.next(at, values);
      sent = { instance, values: same, attempt };
      await follow(at, attempt);
      return ok(null);
    },

    async back(instance: string): Promise<Result<null>> {
      const at = formAt(state, instance);
      if (at === null || steps === null || !at.form.canGoBack) return gone;
      if (!sessionActive()) return expired;
      await follow(at, steps.back(at));
      return ok(null);
    },

    /** Keeps entered values together with those that other windows entered in the same form. */
    keep(typed: KeptEntries): Result<null> {
      if (!busy.has(state.kind) && state.kind !== "failed") return gone;
      const together = withEntered(entries, typed);
      if (Object.keys(together.values).length > mostValues) return fail(operatorError("bad-call"));
      entries = together;
      entered(typed);
      return ok(null);
    },
    entries: (): KeptEntries | null => entries,

    /** Closes the wizard and cancels its process. Refused between Next and its answer. */
    close(): Result<null> {
      if (state.kind === "advancing") return fail(operatorError("wizard-waiting"));
      if (state.kind === "closed") return ok(null);
      const left = state;
      const at = "instance" in left && left.instance !== null ? formAt(left, left.instance) : null;
      if (at !== null) steps?.cancel(at);
      become({ kind: "closed" });
      if (left.kind === "unknown" || left.kind === "failed") touched(left.object);
      return ok(null);
    },

    /**
     * Drops the wizard and all entered values without a request to the back end. Call it when the
     * operator has logged out or changed.
     */
    forget(): void {
      if (state.kind !== "closed") become({ kind: "closed" });
    },
  };
}

const expired: Result<never> = fail(operatorError("not-authenticated"));
const gone: Result<never> = fail(operatorError("wizard-gone"));

/**
 * Returns the form that Next sends from this state; null if there is none, or it belongs to another
 * process instance.
 */
function formAt(wizard: Wizard, instance: string): AtForm | null {
  if (wizard.kind !== "form" && !(wizard.kind === "failed" && wizard.retry)) return null;
  if (wizard.form === null || wizard.instance !== instance) return null;
  return { kind: "form", ...wizardSubject(wizard), instance, form: wizard.form };
}

/** Makes the failed state. `at`: the form to send again, null when the process has ended. */
function failedAt(subject: Subject, error: OperatorError, at: AtForm | null): Wizard {
  const { instance, form } = at ?? { instance: null, form: null };
  return { kind: "failed", ...wizardSubject(subject), instance, form, error, retry: at !== null };
}
