import "./changes-table.css";
import { useId, type ReactNode } from "react";
import { changedValues, type Change } from "#shared/domain/change.ts";
import { StateBadge } from "../desk/state-badge.tsx";
import { useWords } from "../desk/words.ts";
import { Icon } from "../components/icons.tsx";
import { Table } from "../components/table.tsx";

/** A change of `count` objects alike; of one without it. */
export type TotalChange = Change & { readonly count?: number };

interface ChangesTableProps {
  readonly title: string;
  readonly changes: readonly TotalChange[];
  /** Heading level; 4 is below the heading of a wizard step. */
  readonly level?: 2 | 4;
}

/**
 * Before and after: a row for each object and certificate, a column for each kind of value. Objects
 * that stay as they are have a row with the reason.
 */
export function ChangesTable({ title, changes, level = 4 }: ChangesTableProps): ReactNode {
  const { say, term } = useWords();
  const id = useId();
  const Heading = `h${level}` as const;
  const subjects = bySubject(changes);
  const values = valuesOf(changes);
  return (
    <section className="changes" aria-labelledby={id}>
      <Heading id={id}>{title}</Heading>
      {changes.length === 0 ? (
        <p className="quiet">{say("wizard.nothingChanges")}</p>
      ) : (
        <Table labelledBy={id}>
          <thead>
            <tr>
              <th scope="col">{say("wizard.object")}</th>
              {values.map((what) => (
                <th key={what} scope="col">
                  {term("what", what)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {subjects.map(({ subject, ofIt }) => (
              <tr key={`${subject.type} ${subject.id}`}>
                <th scope="row">
                  {subject.label}
                  <Notes changes={ofIt} />
                </th>
                {values.map((what) => (
                  <td key={what} data-label={term("what", what)}>
                    {ofIt
                      .filter((change) => change.what === what)
                      .map((change) => (
                        <BeforeAfter key={what} change={change} />
                      ))}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </Table>
      )}
      <LeftAlone changes={changes} />
    </section>
  );
}

/** Names the objects that one might take for changed. */
function LeftAlone({ changes }: Pick<ChangesTableProps, "changes">): ReactNode {
  const { say } = useWords();
  const left = changes.filter(({ note }) => note !== undefined);
  const subjects = new Map(left.map(({ subject, count = 1 }) => [`${subject.type} ${subject.id}`, { subject, count }]));
  if (subjects.size === 0) return null;
  const labels = [...subjects.values()].map(({ subject: { label } }) => label).join(", ");
  const count = [...subjects.values()].reduce((sum, { count }) => sum + count, 0);
  return <p className="left-alone quiet">{say("wizard.leftAlone", { labels, count })}</p>;
}

export function BeforeAfter({
  change: { before, after },
}: {
  readonly change: Pick<Change, "before" | "after">;
}): ReactNode {
  const { say } = useWords();
  if (before === after) {
    return (
      <>
        <Value value={before} />
        <span className="cell-note">{say("wizard.unchanged")}</span>
      </>
    );
  }
  return (
    <span className="before-after">
      <Value value={before} />
      <Icon name="arrow" />
      <span className="visually-hidden">{say("wizard.becomes")}</span>
      <Value value={after} />
    </span>
  );
}

/** A value of a change; null: no value before or after. */
function Value({ value }: { readonly value: string | null }): ReactNode {
  const { say } = useWords();
  return value === null ? <span className="quiet">{say("history.none")}</span> : <StateBadge state={value} />;
}

/** The reasons for leaving something as it is, each once. */
export function Notes({ changes }: { readonly changes: readonly TotalChange[] }): ReactNode {
  const { term } = useWords();
  const notes = new Map(changes.flatMap(({ note, count = 1 }) => (note === undefined ? [] : [[note, count] as const])));
  return [...notes].map(([note, count]) => (
    <span key={note} className="cell-note">
      {term("note", note, { count })}
    </span>
  ));
}

/** The changes by what they are about, in the order in which the back end named it. */
function bySubject(changes: readonly TotalChange[]): { subject: Change["subject"]; ofIt: TotalChange[] }[] {
  const subjects = new Map<string, { subject: Change["subject"]; ofIt: TotalChange[] }>();
  for (const change of changes) {
    const key = `${change.subject.type} ${change.subject.id}`;
    const entry = subjects.get(key) ?? { subject: change.subject, ofIt: [] };
    entry.ofIt.push(change);
    subjects.set(key, entry);
  }
  return [...subjects.values()];
}

/** The kinds of values in the changes: the known ones in their order, then the others. */
function valuesOf(changes: readonly Change[]): string[] {
  const named = new Set(changes.map((change) => change.what));
  const known = changedValues.filter((what) => named.has(what));
  return [...new Set<string>([...known, ...named])];
}
