import { assertNever } from "#shared/domain/assert-never.ts";
import { countLeft, type Bulk } from "#shared/ipc/bulk.ts";
import type { OfflineState } from "#shared/ipc/offline.ts";
import type { Clock } from "../clock.ts";
import { finding, once, type Check, type Finding } from "./check.ts";

export interface WorkPorts {
  /** Resolves when the store of this machine is open, or cannot be opened. */
  readonly offline: () => Promise<Omit<OfflineState, "working">>;
  readonly bulk: () => Promise<Bulk>;
  /** Whether an operator is logged in: work is shown to them alone. */
  readonly hasOperator: () => boolean;
  readonly clock: Clock;
}

/**
 * Milliseconds of validity below which a working set should be taken again before the operator
 * leaves.
 */
const soon = 3_600_000;

/** Returns the checks of the operator's work that is on this machine. */
export function workChecks({ offline, bulk, hasOperator, clock }: WorkPorts): readonly Check[] {
  const ask = once(offline);
  return [
    { id: "journal", ask: async () => journalOf(await ask(), hasOperator()) },
    { id: "grant", ask: async () => grantOf((await ask()).workingSet, clock.now()) },
    { id: "bulk", ask: async () => (hasOperator() ? bulkOf(await bulk()) : finding("unknown.log-in")) },
  ];
}

/** The same from outside, where no operator is logged in. */
export const hiddenWorkChecks: readonly Check[] = [
  { id: "journal", ask: () => finding("unknown.log-in") },
  { id: "grant", ask: () => finding("unknown.log-in") },
  { id: "bulk", ask: () => finding("unknown.log-in") },
];

function journalOf({ workingSet, broken, counts }: Omit<OfflineState, "working">, hasOperator: boolean): Finding {
  if (workingSet.kind === "unavailable") return finding("unknown.store");
  if (broken.length > 0) return finding("journal.broken", { count: broken.length });
  if (!hasOperator) return finding("unknown.log-in");
  const { waiting, attention: undecided } = counts;
  if (undecided > 0) return finding("journal.undecided", { undecided, waiting });
  return waiting > 0 ? finding("journal.waiting", { waiting }) : finding("journal.clear");
}

function grantOf(set: OfflineState["workingSet"], now: number): Finding {
  switch (set.kind) {
    case "opening":
    case "unavailable":
      return finding("unknown.store");
    case "none":
    case "taking":
    case "failed":
      return finding("grant.none");
    case "foreign":
      return finding("unknown.log-in");
    case "taken": {
      const until = set.grant.notAfter;
      const left = Date.parse(until) - now;
      if (left <= 0) return finding("grant.ended", { until });
      return finding(left < soon ? "grant.ends-soon" : "grant.valid", { until });
    }
    default:
      return assertNever(set);
  }
}

function bulkOf(bulk: Bulk): Finding {
  switch (bulk.kind) {
    case "none":
      return finding("bulk.none");
    case "running":
    case "stopping":
      return finding("bulk.running", { left: countLeft(bulk.counts) });
    case "stopped":
      return finding("bulk.left", { left: countLeft(bulk.counts) });
    case "finished":
      return finding("bulk.finished");
    default:
      return assertNever(bulk);
  }
}
