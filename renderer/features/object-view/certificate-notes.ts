import type { Certificate, HistoryEntry } from "#shared/idm/object.ts";
import type { Words } from "../../desk/words.ts";

/**
 * Returns what put a certificate on hold: the process in the history and its date, or a cause in
 * words; null if only the id of a process instance is known, which tells an operator nothing.
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

/** Returns why the CA revoked a certificate, and when the CA was asked. */
export function caNote(
  { stateInCa: { status, reason, asOf } }: Certificate,
  { say, term, zonedMoment }: Words,
): string {
  const asked = say("certificate.asOf", { at: zonedMoment(asOf) });
  // The state of a certificate on hold already says its reason, certificateHold.
  return reason === null || status === "valid" || status === "onHold" ? asked : `${term("reason", reason)}, ${asked}`;
}
