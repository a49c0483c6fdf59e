import type { EntryOutcome } from "#shared/idm/offline.ts";
import { assertNever } from "#shared/domain/assert-never.ts";
import type { QueueState } from "#shared/ipc/offline.ts";
import { problemError } from "../idm/failure.ts";

/** Maps the back end's outcome of an entry to its state in the journal. */
export function entryStateOf(outcome: EntryOutcome): QueueState {
  const open = { settlement: { kind: "open" } } as const;
  const { at } = outcome;
  switch (outcome.kind) {
    case "applied":
      return { kind: "applied", at, changes: outcome.changes };
    case "approval":
      return { kind: "approval", at, requestId: outcome.requestId, text: outcome.text };
    case "conflict":
      return { kind: "conflict", at, error: problemError(outcome.problem, "journal"), now: outcome.now, ...open };
    case "refused":
      return { kind: "refused", at, error: problemError(outcome.problem, "journal"), now: outcome.now, ...open };
    case "expired":
      return { kind: "expired", at, now: outcome.now, ...open };
    default:
      return assertNever(outcome);
  }
}
