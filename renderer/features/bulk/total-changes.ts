import type { Change } from "#shared/domain/change.ts";
import type { TotalChange } from "../../parts/changes-table.tsx";

/**
 * Sums up the changes of a bulk: equal changes of objects of one type become one subject, which
 * `label` names by their count. Keeps the order of first occurrence.
 */
export function totalChanges(
  changes: readonly Change[],
  label: (type: string, count: number) => string,
): TotalChange[] {
  const bySubject = Map.groupBy(changes, ({ subject: { type, id } }) => JSON.stringify([type, id]));
  const alike = Map.groupBy(bySubject.values(), (ofOne) => JSON.stringify(ofOne.map(withoutId)));
  return [...alike].flatMap(([id, subjects]) =>
    (subjects[0] ?? []).map((change) => {
      const { type } = change.subject;
      const count = subjects.length;
      return { ...change, count, subject: { type, id, label: label(type, count) } };
    }),
  );
}

const withoutId = ({ subject: { type }, what, before, after, note }: Change) => [type, what, before, after, note];
