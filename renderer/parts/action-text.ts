import type { Change } from "#shared/domain/change.ts";
import type { Words } from "../desk/words.ts";

/**
 * Returns the text of a button with the number of certificates that its action loses: `Lock card
 * and revoke 3 certificates`.
 */
export function actionText(action: string, changes: readonly Change[], { say }: Words): string {
  const count = (lost: (change: Change) => boolean): number => changes.filter(lost).length;
  const revoked = count(({ what, before, after }) => what === "stateInCa" && after === "revoked" && before !== after);
  const dropped = count(({ what, before, after }) => what === "stateInIdm" && after === null && before !== null);
  if (revoked > 0) return say("action.revokes", { action, count: revoked });
  return dropped > 0 ? say("action.drops", { action, count: dropped }) : action;
}
