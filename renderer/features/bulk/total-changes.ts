import type { Change } from "#shared/domain/change.ts";

/** Objects of one type that are left as they are, for one reason. */
export interface LeftAlone {
  readonly type: string;
  readonly note: string;
  readonly count: number;
}

/** The effects of a bulk as a whole. */
export interface Totals {
  readonly changes: readonly Change[];
  readonly left: readonly LeftAlone[];
}

/**
 * Sums up the changes of a bulk: equal changes of objects of one type become one subject, which
 * `label` names by their count. Keeps the order of first occurrence. Objects that are left alone
 * with a reason are counted by type and reason.
 */
export function totalChanges(changes: readonly Change[], label: (type: string, count: number) => string): Totals {
  const subjects = [...Map.groupBy(changes, ({ subject: { type, id } }) => JSON.stringify([type, id])).values()];
  const changing = subjects.filter((ofOne) => noteOf(ofOne) === null);
  const alike = Map.groupBy(changing, (ofOne) => JSON.stringify(ofOne.map(withoutId)));
  return {
    changes: [...alike].flatMap(([id, ofEqual]) =>
      (ofEqual[0] ?? []).map((change) => {
        const { type } = change.subject;
        return { ...change, subject: { type, id, label: label(type, ofEqual.length) } };
      }),
    ),
    left: leftAlone(subjects),
  };
}

function leftAlone(subjects: readonly (readonly Change[])[]): LeftAlone[] {
  const left = subjects.flatMap((ofOne) => {
    const note = noteOf(ofOne);
    return note === null ? [] : [{ type: ofOne[0]?.subject.type ?? "", note }];
  });
  return [...Map.groupBy(left, ({ type, note }) => JSON.stringify([type, note])).values()].flatMap((alike) =>
    alike.slice(0, 1).map((each) => ({ ...each, count: alike.length })),
  );
}

/**
 * Returns why an object is left as it is; null if something of it changes, or no reason is given.
 */
function noteOf(ofOne: readonly Change[]): string | null {
  if (ofOne.some(({ before, after }) => before !== after)) return null;
  return ofOne.find(({ note }) => note !== undefined)?.note ?? null;
}

const withoutId = ({ subject: { type }, what, before, after, note }: Change) => [type, what, before, after, note];
