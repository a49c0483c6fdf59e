import type { Change } from "#shared/domain/change.ts";
import type { Words } from "../desk/words.ts";

/**
 * What a button does, with the certificates that are lost by it: `Lock card and revoke 3
 * certificates`.
 */
export function actionText(action: string, changes: readonly Change[], { say }: Words): string {
  const count = (lost: (change: Change) => boolean): number => changes.filter(lost).length;
  const revoked = count(({ what, before, after }) => what === "stateInCa" && after === "revoked" && before !== after);
  const dropped = count(({ what, before, after }) => what === "stateInIdm" && after === null && before !== null);
  if (revoked > 0) return say("action.revokes", { action, count: revoked });
  return dropped > 0 ? say("action.drops", { action, count: dropped }) : action;
}
