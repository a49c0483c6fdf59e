import { useId, type ReactNode } from "react";
import type { Change } from "#shared/domain/change.ts";
import { useWords } from "../../app/words.ts";
import { Table } from "../../components/table.tsx";
import { BeforeAfter } from "../wizard/changes-table.tsx";
import { totalChanges, type TotalChange } from "./total-changes.ts";

/** What will change, counted. */
export function TotalChanges({ changes }: { readonly changes: readonly Change[] }): ReactNode {
  const { say, term } = useWords();
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <h3 id={id}>{say("wizard.willChange")}</h3>
      <Table labelledBy={id}>
        <thead>
          <tr>
            <th scope="col">{say("bulk.howMany")}</th>
            <th scope="col">{say("bulk.value")}</th>
            <th scope="col">{say("bulk.change")}</th>
          </tr>
        </thead>
        <tbody>
          {totalChanges(changes).map((total) => (
            <tr key={JSON.stringify(total)}>
              <th scope="row" className="nowrap">
                <Counted total={total} />
              </th>
              <td>{term("what", total.what)}</td>
              <td>
                <BeforeAfter change={total} />
                {total.note === undefined ? null : <span className="cell-note">{term("note", total.note)}</span>}
              </td>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  );
}

function Counted({ total: { type, count } }: { readonly total: TotalChange }): ReactNode {
  const { say } = useWords();
  switch (type) {
    case "virtualSmartCard":
    case "user":
    case "certificate":
      return say(`bulk.count.${type}`, { count });
    default:
      return say("bulk.count.other", { count, type });
  }
}
