import type { DatabaseSync } from "node:sqlite";
import type { Ref } from "#shared/domain/ref.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { EntryOutcome } from "#shared/idm/offline.ts";
import type { Asking } from "../engine/offers.ts";
import { problemOf, Refusal } from "../refusal.ts";
import { findInstance } from "../store/instances.ts";
import { findTask } from "../store/tasks.ts";

/** Who asks what became of entries, and where it is looked up. `view` answers an object as it is now. */
export interface Looking {
  readonly engine: { readonly db: DatabaseSync };
  readonly asking: Asking;
  readonly view: (ref: Ref) => IdmObject | null;
}

/** What became of an entry by now: one that waited for a second person has ended as they decided, any other as it did at first. */
export function outcomeNow({ engine: { db }, asking: { texts }, view }: Looking, first: EntryOutcome): EntryOutcome {
  if (first.kind !== "approval") return first;
  const task = findTask(db, first.requestId);
  const at = task?.decidedAt ?? null;
  if (task === undefined || at === null) return first;
  const instance = findInstance(db, task.instance);
  if (instance?.step?.kind === "done") return { kind: "applied", at, changes: instance.step.changes };
  const problem =
    instance?.step?.kind === "failed"
      ? instance.step.problem
      : problemOf(new Refusal("not-found", texts.details.noInstance), texts);
  return {
    kind: "refused",
    at,
    problem,
    now: instance === undefined ? null : view({ type: instance.type, id: instance.object }),
  };
}
