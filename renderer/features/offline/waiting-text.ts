import type { SyncState } from "#shared/ipc/offline.ts";
import type { Words } from "../../desk/words.ts";

type Waiting = Extract<SyncState, { kind: "waiting" }>;

/** Whether sync waits for the operator, and not for the back end. */
export const wantsProof = ({ error }: Waiting): boolean => error.code === "step-up-required";

/** Returns what a sync waits for, as text. */
export function waitingText(sync: Waiting, { say, moment }: Words): string {
  return wantsProof(sync) ? say("queue.wantsProof") : say("queue.noAnswer", { at: moment(sync.until) });
}
