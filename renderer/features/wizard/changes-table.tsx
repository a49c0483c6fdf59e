import { useId, type ReactNode } from "react";
import type { Change } from "#shared/domain/change.ts";
import { StateBadge } from "../../app/state-badge.tsx";
import { useWords } from "../../app/words.ts";
import { Icon } from "../../components/icons.tsx";

interface ChangesTableProps {
  readonly title: string;
  readonly changes: readonly Change[];
}

/** Before and after, for every object and certificate that is touched or was looked at and left alone. */
export function ChangesTable({ title, changes }: ChangesTableProps): ReactNode {
  const { say, term } = useWords();
  const id = useId();
  return (
    <section className="changes" aria-labelledby={id}>
      <h4 id={id}>{title}</h4>
      {changes.length === 0 ? (
        <p className="quiet">{say("wizard.nothingChanges")}</p>
      ) : (
        <div className="table-scroll">
          <table className="table" aria-labelledby={id}>
            <thead>
              <tr>
                <th scope="col">{say("wizard.object")}</th>
                <th scope="col">{say("wizard.value")}</th>
                <th scope="col">{say("wizard.before")}</th>
                <th scope="col">
                  <span className="visually-hidden">→ </span>
                  {say("wizard.after")}
                </th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change, index) => {
                const { subject, what, before, after, note } = change;
                const isFirst = !sameSubject(changes[index - 1], change);
                const count = changes.slice(index).findIndex((other) => !sameSubject(other, change));
                return (
                  <tr key={`${subject.type} ${subject.id} ${what}`} className={isFirst ? "group-start" : undefined}>
                    {isFirst ? (
                      <th scope="rowgroup" rowSpan={count === -1 ? changes.length - index : count}>
                        {subject.type === "certificate" ? term("purpose", subject.label) : subject.label}
                      </th>
                    ) : null}
                    <td>{term("what", what)}</td>
                    <td>{before === null ? say("history.none") : <StateBadge state={before} />}</td>
                    <td>
                      {before === after ? (
                        <span className="quiet">{say("wizard.unchanged")}</span>
                      ) : (
                        <span className="after">
                          <Icon name="arrow" />
                          {after === null ? say("history.none") : <StateBadge state={after} />}
                        </span>
                      )}
                      {note === undefined ? null : <span className="cell-note">{term("note", note)}</span>}
                    </td>
                  </tr>
                );
              })}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function sameSubject(a: Change | undefined, b: Change): boolean {
  return a !== undefined && a.subject.type === b.subject.type && a.subject.id === b.subject.id;
}
