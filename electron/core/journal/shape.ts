import type { LocalFault, QueueState } from "#shared/ipc/offline.ts";
import type { StoredEntry } from "../store/journal-table.ts";
import type { DeviceRecord } from "../store/stored.ts";

/**
 * Counts and faults of all journals of this machine, over all operators, without any content of an
 * entry.
 */
export interface JournalShape {
  readonly journals: number;
  /**
   * Number of entries by state, with the code of its error if there is one: `refused wrong-state`.
   */
  readonly entries: Readonly<Record<string, number>>;
  readonly broken: readonly { readonly seq: number; readonly fault: LocalFault }[];
}

export function shapeOf(
  journals: readonly { readonly record: DeviceRecord | null; readonly entries: readonly StoredEntry[] }[],
): JournalShape {
  const entries: Record<string, number> = {};
  for (const { state } of journals.flatMap((journal) => journal.entries)) {
    const name = nameOf(state);
    entries[name] = (entries[name] ?? 0) + 1;
  }
  return {
    journals: journals.length,
    entries,
    broken: journals.flatMap(({ record }) =>
      record?.broken ? [{ seq: record.broken.seq, fault: record.broken.fault }] : [],
    ),
  };
}

const nameOf = (state: QueueState): string => ("error" in state ? `${state.kind} ${state.error.code}` : state.kind);
