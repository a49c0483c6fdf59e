import type { DatabaseSync } from "node:sqlite";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { Ref } from "#shared/domain/ref.ts";
import type { IdmObject } from "#shared/idm/object.ts";
import type { EntryOutcome } from "#shared/idm/offline.ts";
import { findInstance } from "../store/instances.ts";
import { findTask } from "../store/tasks.ts";
import { changesInWords, problemInWords } from "../engine/in-words.ts";
import type { Asking } from "../engine/offers.ts";

/** The sources of an entry's present outcome. `view` returns an object as it is now. */
export interface Looking {
  readonly engine: { readonly db: DatabaseSync };
  readonly asking: Pick<Asking, "texts">;
  readonly view: (ref: Ref) => IdmObject | null;
}

/**
 * Returns the present outcome of an entry, in the words of the reader: an entry that waited for a
 * second person has ended as decided, or was withdrawn; any other keeps its first outcome.
 */
export function outcomeNow(looking: Looking, first: EntryOutcome): EntryOutcome {
  const { db } = looking.engine;
  const { texts } = looking.asking;
  const outcome = decided(looking, first);
  switch (outcome.kind) {
    case "applied":
      return { ...outcome, changes: changesInWords(db, outcome.changes, texts) };
    case "conflict":
    case "refused":
      return { ...outcome, problem: problemInWords(outcome.problem, texts) };
    case "approval":
    case "expired":
      return outcome;
    default:
      return assertNever(outcome);
  }
}

function decided({ engine: { db }, view }: Looking, first: EntryOutcome): EntryOutcome {
  if (first.kind !== "approval") return first;
  const task = findTask(db, first.requestId);
  const at = task?.decidedAt ?? null;
  if (task === undefined || at === null) return first;
  const instance = findInstance(db, task.instance);
  if (instance?.step?.kind === "done") return { kind: "applied", at, changes: instance.step.changes };
  if (instance?.step?.kind !== "failed") throw new Error("The instance of a task that is decided is at its end.");
  const { type, object: id, step } = instance;
  return { kind: "refused", at, problem: step.problem, now: view({ type, id }) };
}
