import { useState } from "react";
import type { OfflineState, QueueEntry } from "#shared/ipc/offline.ts";
import { isUndecided } from "./decision-dialog.tsx";

/** Tab of an entry, by what its operator has to do: wait, decide, or nothing more. */
export type QueueTab = "waiting" | "decide" | "done";
type OfflineTab = QueueTab | "set";

const waits: ReadonlySet<QueueEntry["state"]["kind"]> = new Set(["queued", "sending", "unknown", "approval", "parked"]);

export function isIn(tab: QueueTab, { state }: QueueEntry): boolean {
  const own = waits.has(state.kind) ? "waiting" : isUndecided(state) ? "decide" : "done";
  return tab === own;
}

/** Returns the tab that is shown: the chosen one, else the one that needs the operator most. */
export function useOfflineTab({ waiting, attention }: OfflineState["counts"]): [OfflineTab, (tab: string) => void] {
  const wanted = attention > 0 ? "decide" : waiting > 0 ? "waiting" : null;
  const [chosen, setChosen] = useState<OfflineTab | null>(null);
  /** The last tab shown without a choice: once events have emptied it, `done` has its entries. */
  const [followed, setFollowed] = useState<OfflineTab>(wanted ?? "set");
  const next = wanted ?? (followed === "set" ? "set" : "done");
  if (next !== followed) setFollowed(next);
  const choose = (tab: string): void =>
    setChosen(tab === "waiting" || tab === "decide" || tab === "done" ? tab : "set");
  return [chosen ?? next, choose];
}
