import type { Done } from "#shared/idm/instance.ts";
import type { IdmEvent } from "#shared/idm/event.ts";
import { setStep, type StoredInstance } from "../store/instances.ts";
import type { Asking } from "./offers.ts";
import { changesIn, planProcess } from "./plans.ts";
import { carryOut, readBack } from "./run.ts";
import type { Engine } from "./subject.ts";
import type { Target } from "./target.ts";

/** Who wanted it, and who approved it where a second person had to. */
interface People {
  readonly operator: string;
  readonly approvedBy: string | null;
}

/** Carries out the process of an instance, which is then done; nothing is checked here. Runs in the caller's transaction. */
export function complete(
  engine: Engine,
  { id, values, origin }: StoredInstance,
  { process, subject }: Target,
  people: People,
  { texts }: Asking,
): { readonly step: Done; readonly events: readonly IdmEvent[] } {
  const plan = planProcess(engine, process, subject);
  const run = { ...people, values, instance: id, at: engine.now().toISOString(), origin };
  const events = carryOut(engine, plan.calls, run);
  const step = { kind: "done" as const, changes: readBack(engine, changesIn(plan, texts)), object: subject.ref };
  setStep(engine.db, id, step);
  return { step, events };
}
