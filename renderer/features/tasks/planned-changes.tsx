import { useId, type ReactNode } from "react";
import type { Change } from "#shared/domain/change.ts";
import type { Task } from "#shared/idm/task.ts";
import { useWords } from "../../desk/words.ts";
import { Icon } from "../../components/icons.tsx";
import { Table } from "../../components/table.tsx";
import { BeforeAfter, ChangesTable, Notes } from "../../parts/changes-table.tsx";

/**
 * The planned changes; if they differ from those that the requester saw, both, with a row for each
 * value.
 */
export function PlannedChanges({ task: { asked, now } }: { readonly task: Task }): ReactNode {
  const { say } = useWords();
  const rows = rowsOf(asked.changes, now?.changes ?? []);
  return (
    <div className="panel">
      {now === null || !rows.some(differs) ? (
        <ChangesTable
          title={say(now === null ? "tasks.plannedAsked" : "tasks.planned")}
          changes={asked.changes}
          level={2}
        />
      ) : (
        <Compared rows={rows} />
      )}
    </div>
  );
}

interface Row {
  readonly key: string;
  readonly subject: string;
  readonly what: string;
  readonly asked: Change | undefined;
  readonly now: Change | undefined;
}

const keyOf = ({ subject, what }: Change): string => JSON.stringify([subject.type, subject.id, what]);

/** Returns a row for every value in either plan, in the order of the request. */
function rowsOf(asked: readonly Change[], now: readonly Change[]): Row[] {
  const all = new Map([...now, ...asked].map((change) => [keyOf(change), change]));
  const keys = new Set([...asked, ...now].map(keyOf));
  const named = (changes: readonly Change[], key: string) => changes.find((change) => keyOf(change) === key);
  return [...keys].map((key) => ({
    key,
    subject: all.get(key)?.subject.label ?? "",
    what: all.get(key)?.what ?? "",
    asked: named(asked, key),
    now: named(now, key),
  }));
}

const differs = ({ asked, now }: Row): boolean =>
  asked?.before !== now?.before || asked?.after !== now?.after || asked?.note !== now?.note;

function Compared({ rows }: { readonly rows: readonly Row[] }): ReactNode {
  const { say, term } = useWords();
  const id = useId();
  return (
    <section className="changes" aria-labelledby={id}>
      <h2 id={id}>{say("tasks.differs")}</h2>
      <Table labelledBy={id}>
        <thead>
          <tr>
            <th scope="col">{say("wizard.object")}</th>
            <th scope="col">{say("tasks.value")}</th>
            <th scope="col">{say("tasks.atRequest")}</th>
            <th scope="col">{say("tasks.now")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.key}>
              <th scope="row">{row.subject}</th>
              <td>
                {term("what", row.what)}
                {differs(row) ? (
                  <span className="task-differs">
                    <Icon name="warning" /> {say("decide.differs")}
                  </span>
                ) : null}
              </td>
              <td>
                <Planned change={row.asked} />
              </td>
              <td>
                <Planned change={row.now} />
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Planned({ change }: { readonly change: Change | undefined }): ReactNode {
  const { say } = useWords();
  if (change === undefined) return <span className="quiet">{say("tasks.notPlanned")}</span>;
  return (
    <>
      <BeforeAfter change={change} />
      <Notes changes={[change]} />
    </>
  );
}
