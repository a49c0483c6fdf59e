import type { About } from "#shared/domain/about.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { OperatorError, Result } from "#shared/errors.ts";
import type { Values } from "#shared/idm/instance.ts";
import type { HistoryPage } from "#shared/idm/object.ts";
import type { SearchConfiguration, SearchPage } from "#shared/idm/search.ts";
import type { StateGraph } from "#shared/idm/state-graph.ts";
import type { ObjectView } from "#shared/ipc/object-view.ts";
import type { ReadBack, Wizard, WizardStart } from "#shared/ipc/wizard.ts";
import type { SearchRequest } from "../search/search.ts";

/**
 * The part that answers the operator's work: the back end, or the working set of this machine.
 * `place.ts` switches.
 */
export interface Workplace {
  readonly kind: "online" | "offline";
  searchConfigurations(): Promise<Result<SearchConfiguration[]>>;
  /** Null when a newer search replaced this one. */
  search(request: SearchRequest): Promise<Result<SearchPage | null>>;
  open(ref: Ref): Promise<Result<ObjectView>>;
  history(ref: Ref, cursor: string | null): Promise<Result<HistoryPage>>;
  stateGraph(coreTemplate: string): Promise<Result<StateGraph>>;
  /** The steps of one wizard, from its start to its end. */
  steps(start: WizardStart): WizardSteps;
}

/**
 * The steps of one wizard at the workplace where it began. The wizard keeps them until it is
 * closed.
 */
export interface WizardSteps {
  start(): Attempt;
  next(at: AtForm, values: Values): Attempt;
  back(at: AtForm): Attempt;
  /** Best effort: tells the workplace that the process will not continue from this form. */
  cancel(at: AtForm): void;
  /** Reads the object again after a reported success; null without an active session. */
  readBack(done: Done): Promise<ReadBack | null>;
}

/**
 * One step with its idempotency key. After `unknown`, calling it again asks about the same step and
 * never runs it twice; the answer is `unknown` until one is about that step.
 */
export type Attempt = () => Promise<Stepped>;

export type AtForm = Extract<Wizard, { kind: "form" }>;
export type Done = Extract<Wizard, { kind: "done" }>;

/** The answer to a step. */
export type Stepped =
  | {
      readonly kind: "reached";
      readonly wizard: Extract<Wizard, { kind: "form" | "approval" | "done" | "queued" | "failed" }>;
    }
  /** The step was refused and changed nothing; `retry`: the same form can be sent again. */
  | { readonly kind: "refused"; readonly error: OperatorError; readonly retry: boolean }
  /** The step did not reach the back end in this attempt. */
  | { readonly kind: "not-sent"; readonly error: OperatorError }
  | { readonly kind: "not-authenticated" }
  /** The step may have been done: call the attempt again. */
  | { readonly kind: "unknown"; readonly error: OperatorError };

/** The process and the object of a wizard. */
export interface Subject {
  readonly process: string;
  readonly processName: string;
  readonly object: Ref;
  readonly label: string;
  readonly about: About | null;
}

export const wizardSubject = ({ process, processName, object, label, about }: Subject): Subject => ({
  process,
  processName,
  object,
  label,
  about,
});
