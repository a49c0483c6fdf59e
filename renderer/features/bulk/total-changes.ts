import type { Change } from "#shared/domain/change.ts";

/** How often the same value becomes the same other one in objects of one type. `before` equal to `after`: it is left alone. */
export interface TotalChange {
  readonly type: string;
  readonly what: string;
  readonly before: string | null;
  readonly after: string | null;
  readonly note: string | undefined;
  readonly count: number;
}

/** What a bulk changes, counted: the objects themselves first, then by what changes and how. */
export function totalChanges(changes: readonly Change[]): TotalChange[] {
  const totals = new Map<string, TotalChange>();
  for (const { subject, what, before, after, note } of changes) {
    const key = JSON.stringify([subject.type, what, before, after, note]);
    const count = (totals.get(key)?.count ?? 0) + 1;
    totals.set(key, { type: subject.type, what, before, after, note, count });
  }
  return [...totals.values()];
}
