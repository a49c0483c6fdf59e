import { changedValues, type Change } from "#shared/domain/change.ts";
import { shortSerial } from "./serial.ts";

/** From this number on, equal certificates share one row; fewer are named one by one. */
const groupedFrom = 3;
/** Longest list of names; a longer one is shown as a count. */
const mostNames = 3;

type Subject = Change["subject"];

/** The changes of one subject, or the equal changes of several certificates. */
export interface ChangeRow {
  readonly subjects: readonly Subject[];
  readonly notes: readonly string[];
  /** In the order of the columns. */
  readonly cells: readonly { readonly what: string; readonly changes: readonly Change[] }[];
}

/** Subjects that do not change for the same reason; `note` is undefined if there is none. */
interface Unchanged {
  readonly note: string | undefined;
  /** The states that remain; empty if the note names them. */
  readonly states: readonly string[];
  readonly subjects: readonly Subject[];
}

export interface ChangeRows {
  readonly columns: readonly string[];
  readonly rows: readonly ChangeRow[];
  readonly unchanged: readonly Unchanged[];
}

/** Arranges changes as a table: changed subjects as rows, unchanged ones by their reason. */
export function rowsOf(changes: readonly Change[]): ChangeRows {
  const bySubject = [...Map.groupBy(changes, ({ subject: { type, id } }) => JSON.stringify([type, id])).values()];
  const changing = bySubject.filter((ofOne) => ofOne.some(isChange));
  const staying = bySubject.filter((ofOne) => !ofOne.some(isChange));
  const columns = columnsOf(changing.flat());
  const alike = Map.groupBy(changing, (ofOne) => JSON.stringify(ofOne.map(effectOf)));
  const rows = [...alike.values()].flatMap((each) =>
    each.length >= groupedFrom && each.every((ofOne) => ofOne[0]?.subject.type === "certificate")
      ? [rowOf(each, columns)]
      : each.map((ofOne) => rowOf([ofOne], columns)),
  );
  const order = new Map(changes.map(({ subject: { type, id } }, index) => [JSON.stringify([type, id]), index]));
  const place = ({ subjects: [first] }: ChangeRow): number => order.get(JSON.stringify([first?.type, first?.id])) ?? 0;
  const kept = Map.groupBy(staying, (ofOne) => JSON.stringify([noteOf(ofOne), statesOf(ofOne)]));
  return {
    columns,
    rows: rows.toSorted((a, b) => place(a) - place(b)),
    unchanged: [...kept.values()].map((alike) => ({
      note: noteOf(alike[0]),
      states: statesOf(alike[0]),
      subjects: alike.flatMap(subjectsOf),
    })),
  };
}

const isChange = ({ before, after }: Change): boolean => before !== after;
const effectOf = ({ subject: { type }, what, before, after, note }: Change) => [type, what, before, after, note];
const noteOf = (ofOne: readonly Change[] = []): string | undefined =>
  ofOne.find(({ note }) => note !== undefined)?.note;
/** Notes that name the state themselves. */
const tellingNotes: readonly (string | undefined)[] = ["held-for-another-cause", "already-revoked", "expired"];
const statesOf = (ofOne: readonly Change[] = []): string[] =>
  tellingNotes.includes(noteOf(ofOne)) ? [] : [...new Set(ofOne.flatMap(({ after }) => after ?? []))];
const subjectsOf = (ofOne: readonly Change[]): Subject[] => ofOne.slice(0, 1).map(({ subject }) => subject);

function rowOf(alike: readonly (readonly Change[])[], columns: readonly string[]): ChangeRow {
  const [first = []] = alike;
  return {
    subjects: alike.flatMap(subjectsOf),
    notes: [...new Set(first.flatMap(({ note }) => note ?? []))],
    cells: columns.map((what) => ({ what, changes: first.filter((change) => columnOf(change, columns) === what) })),
  };
}

/**
 * Returns the columns, the known kinds of values first, in their order. An object's state is its
 * state in Identity Manager: beside certificates it has no column of its own.
 */
function columnsOf(changes: readonly Change[]): string[] {
  const named = new Set(changes.map(({ what }) => what));
  if (named.has("stateInIdm")) named.delete("state");
  const known = changedValues.filter((what) => named.has(what));
  return [...new Set<string>([...known, ...named])];
}

const columnOf = ({ what }: Change, columns: readonly string[]): string =>
  columns.includes(what) ? what : "stateInIdm";

/** Whether the subject is a certificate that the back end names by its serial. */
const hasSerial = ({ type, id, label }: Subject): boolean => type === "certificate" && label.endsWith(` ${id}`);

/**
 * Returns the label, for a certificate without the serial by which the back end tells it from
 * others.
 */
export const nameOf = (subject: Subject): string =>
  hasSerial(subject) ? subject.label.slice(0, -subject.id.length - 1) : subject.label;

/**
 * Returns the names of subjects; certificates with the same name also get the ends of their
 * serials.
 */
export function namesOf(subjects: readonly Subject[], name: (subject: Subject) => string): string[] {
  const names = subjects.map(name);
  const count = new Map<string, number>();
  for (const each of names) count.set(each, (count.get(each) ?? 0) + 1);
  return subjects.map((subject, index) => {
    const own = names[index] ?? "";
    return hasSerial(subject) && (count.get(own) ?? 0) > 1 ? `${own} ${shortSerial(subject.id)}` : own;
  });
}

/**
 * Whether to show a count in place of the names: more certificates than an operator reads one by
 * one.
 */
export const areMany = (subjects: readonly Subject[]): boolean =>
  subjects.length > mostNames && subjects.every(hasSerial);
