import { mostEntries } from "#shared/idm/offline.ts";
import { isParked } from "../journal/queue.ts";
import type { StoredEntry } from "../store/journal-table.ts";

/**
 * Returns the next entries to send: in order, under one grant, at most one per object, at most
 * `mostEntries`. So the second entry for an object waits for the answer to the first. Nothing is
 * sent past a parked entry, or the back end would find a gap.
 */
export function nextBatch(entries: readonly StoredEntry[]): StoredEntry[] {
  const from = entries.findIndex(({ state }) => state.kind === "queued");
  const first = entries[from];
  if (first === undefined || entries.slice(0, from).some(isParked)) return [];
  const objects = new Set<string>();
  const rest = entries.slice(from, from + mostEntries);
  const end = rest.findIndex(({ signed: { entry }, state }) => {
    const object = JSON.stringify([entry.object.type, entry.object.id]);
    if (state.kind !== "queued" || entry.grant !== first.signed.entry.grant || objects.has(object)) return true;
    objects.add(object);
    return false;
  });
  return end === -1 ? rest : rest.slice(0, end);
}
