import type { Certificate, HistoryEntry } from "#shared/idm/object.ts";
import type { Words } from "../../desk/words.ts";

/**
 * What put a certificate on hold, and when: the process that the history names, or a cause in
 * words; null where only the id of an instance is known, which says nothing to anybody.
 */
export function heldNote(
  { heldBy }: Certificate,
  history: readonly HistoryEntry[],
  { say, date }: Words,
): string | null {
  if (heldBy === null) return null;
  const entry = history.find(({ instance }) => instance === heldBy);
  if (entry !== undefined) return say("certificate.heldBy", { event: entry.event, date: date(entry.at) });
  return /\s/.test(heldBy) ? heldBy : null;
}

/** Why the CA revoked a certificate, and when it was asked. */
export function caNote(
  { stateInCa: { status, reason, asOf } }: Certificate,
  { say, term, zonedMoment }: Words,
): string {
  const asked = say("certificate.asOf", { at: zonedMoment(asOf) });
  // That a certificate on hold is so for the reason certificateHold, its state has said.
  return reason === null || status === "valid" || status === "onHold" ? asked : `${term("reason", reason)}, ${asked}`;
}
