import type { Done } from "#shared/idm/instance.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import { setStep, type StoredInstance } from "../store/instances.ts";
import type { Asking } from "./offers.ts";
import { changesIn, needsApproval, type Plan } from "./plans.ts";
import { carryOut, readBack } from "./run.ts";
import type { Engine } from "./subject.ts";
import type { Target } from "./target.ts";

/** The name of the requesting operator, and that of the approver; null if there is none. */
interface People {
  readonly operator: string;
  readonly approvedBy: string | null;
}

/**
 * Carries out the plan of an instance, which is then done. Checks only the approval, because every
 * path to an effect passes this function; the caller has checked all other preconditions. Runs in
 * the caller's transaction.
 */
export function complete(
  engine: Engine,
  { id, values, origin }: StoredInstance,
  { subject }: Target,
  plan: Plan,
  people: People,
  { texts }: Asking,
): { readonly step: Done; readonly events: readonly IdmEvent[] } {
  if (people.approvedBy === null && needsApproval(engine, plan)) throw new Error("Nobody has approved this.");
  const run = { ...people, values, instance: id, at: engine.now().toISOString(), origin };
  const events = carryOut(engine, plan.calls, run);
  const step = { kind: "done" as const, changes: readBack(engine, changesIn(plan, texts)), object: subject.ref };
  setStep(engine.db, id, step);
  return { step, events };
}
