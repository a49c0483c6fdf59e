import "./changes-table.css";
import { useId, type ReactNode } from "react";
import type { Change } from "#shared/domain/change.ts";
import { StateBadge } from "../desk/state-badge.tsx";
import { useWords, type Words } from "../desk/words.ts";
import { Icon } from "../components/icons.tsx";
import { Table } from "../components/table.tsx";
import { areMany, nameOf, namesOf, rowsOf, type ChangeRow, type ChangeRows } from "./changes.ts";

interface ChangesTableProps {
  /** Names the table. */
  readonly title: string;
  readonly changes: readonly Change[];
  /** Level of a heading above the table; without it the title heads the first column. */
  readonly level?: 2;
}

/**
 * The values before and after a change: a row for each object and certificate, with equal
 * certificates in one row. Unchanged values are in one line below, with the reasons.
 */
export function ChangesTable({ title, changes, level }: ChangesTableProps): ReactNode {
  const words = useWords();
  const { say, term } = words;
  const id = useId();
  const { columns, rows, unchanged } = rowsOf(changes);
  return (
    <section className="changes" aria-label={title}>
      {level === 2 ? <h2 id={id}>{title}</h2> : null}
      {rows.length === 0 ? (
        <p className="quiet">{say("wizard.nothingChanges")}</p>
      ) : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col" id={level === 2 ? undefined : id}>
                {level === 2 ? say("wizard.object") : title}
              </th>
              {columns.map((what) => (
                <th key={what} scope="col">
                  {term("what", what)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.subjects.map((subject) => `${subject.type} ${subject.id}`).join(" ")} row={row} of={rows} />
            ))}
          </tbody>
        </Table>
      )}
      {unchanged.length === 0 ? null : <p className="unchanged quiet">{unchangedText(unchanged, words)}</p>}
    </section>
  );
}

interface RowProps {
  readonly row: ChangeRow;
  /** All rows, among which names must be distinct. */
  readonly of: readonly ChangeRow[];
}

function Row({ row: { subjects, cells, notes }, of }: RowProps): ReactNode {
  const { say, term } = useWords();
  const [first] = subjects;
  const purpose = (subject: Change["subject"]): string => term("purpose", nameOf(subject));
  const all = of.flatMap((row) => row.subjects);
  const names = namesOf(all, purpose);
  return (
    <tr>
      <th scope="row" title={subjects.length === 1 ? first?.label : undefined}>
        {subjects.length === 1 && first !== undefined
          ? names[all.indexOf(first)]
          : say("changes.certificates", { count: subjects.length })}
        {notes.map((note) => (
          <span key={note} className="cell-note">
            {term("note", note, { count: subjects.length })}
          </span>
        ))}
        {subjects.length === 1 || areMany(subjects) ? null : (
          <span className="cell-note">{namesOf(subjects, purpose).join(", ")}</span>
        )}
      </th>
      {cells.map(({ what, changes }) => (
        <td key={what} data-label={term("what", what)}>
          {changes.map((change) => (
            <BeforeAfter key={change.what} change={change} />
          ))}
        </td>
      ))}
    </tr>
  );
}

/**
 * Builds the line of unchanged values: `Encryption is revoked for good, and stays so. 31
 * certificates have expired, and stay so.`
 */
function unchangedText(unchanged: ChangeRows["unchanged"], { say, term }: Words): string {
  return unchanged
    .map(({ note, states, subjects }) => {
      const count = subjects.length;
      const what = areMany(subjects)
        ? say("changes.certificates", { count })
        : namesOf(subjects, (subject) => term("purpose", nameOf(subject))).join(", ");
      const names = states.map((state) => term("state", state)).join(", ");
      if (note === undefined) return `${say("wizard.unchanged", { what, states: names })}.`;
      const why = `${what} ${term("note", note, { count })}`;
      return names === "" ? `${why}.` : `${why} (${names}).`;
    })
    .join(" ");
}

export function BeforeAfter({
  change: {
    subject: { type },
    before,
    after,
  },
}: {
  readonly change: Pick<Change, "subject" | "before" | "after">;
}): ReactNode {
  const { say, state: stateName, locale } = useWords();
  if (before === after) {
    const state = before === null ? say("history.none") : stateName(before, type).toLocaleLowerCase(locale);
    return <span className="quiet">{say("wizard.stays", { state })}</span>;
  }
  return (
    <span className="before-after">
      <Value value={before} type={type} />
      <Icon name="arrow" />
      <span className="visually-hidden">{say("wizard.becomes")}</span>
      <Value value={after} type={type} />
    </span>
  );
}

/** A value of a change; null if there is no value before or after. */
function Value({ value, type }: { readonly value: string | null; readonly type: string }): ReactNode {
  const { say } = useWords();
  return value === null ? <span className="quiet">{say("history.none")}</span> : <StateBadge state={value} of={type} />;
}

/** The reasons for unchanged values, each once. */
export function Notes({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { term } = useWords();
  const notes = new Set(changes.flatMap(({ note }) => note ?? []));
  return [...notes].map((note) => (
    <span key={note} className="cell-note">
      {term("note", note, { count: 1 })}
    </span>
  ));
}
