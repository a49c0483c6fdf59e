import { useMemo, type ReactNode } from "react";
import { useStore } from "zustand";
import type { BulkProcess, Candidate } from "#shared/idm/bulk.ts";
import { Disclosure } from "../../components/disclosure.tsx";
import { Notice } from "../../components/notice.tsx";
import { useDesk } from "../../desk/desk.ts";
import { StateBadge } from "../../desk/state-badge.tsx";
import { useWords, type Words } from "../../desk/words.ts";
import { ChangesTable } from "../../parts/changes-table.tsx";
import { FormFieldInput } from "../../parts/form-field-input.tsx";
import { bulkChoice, keyOf } from "./bulk-choice.ts";
import { ObjectCell } from "./object-cell.tsx";
import { RowList } from "./row-list.tsx";
import { totalChanges, type LeftAlone } from "./total-changes.ts";
import type { Starting } from "./use-start.ts";

interface SummaryProps {
  readonly process: BulkProcess;
  readonly candidates: readonly Candidate[];
  readonly starting: Starting;
}

/** The fields that are entered once for all objects, and the changes of all objects. */
export function Summary({ process, candidates, starting }: SummaryProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const { values, enter } = useStore(bulkChoice(useDesk()));
  const count = candidates.length;
  const { changes, left } = useMemo(
    () =>
      totalChanges(
        candidates.flatMap((candidate) => candidate.changes),
        (type, number) => counted(type, number, words),
      ),
    [candidates, words],
  );
  return (
    <div className="stack">
      {process.irreversible ? (
        <Notice tone="fault" title={say("wizard.irreversible")}>
          {process.text === "" ? null : <p>{process.text}</p>}
        </Notice>
      ) : process.text === "" ? null : (
        <p>{process.text}</p>
      )}
      <section className="panel stack">
        {process.fields.map((field) => (
          <FormFieldInput
            key={field.name}
            field={field}
            value={values[field.name] ?? null}
            onChange={(value) => enter(field.name, value)}
            isReadOnly={starting.isStarting}
            fault={starting.missing.includes(field.name) ? say("wizard.requiredMissing", { label: field.label }) : null}
          />
        ))}
        <ChangesTable title={say("wizard.willChange")} changes={changes} level={2} />
        {left.length === 0 ? null : <p className="quiet">{leftText(left, words)}</p>}
        <Disclosure title={say("bulk.which", { count })}>
          <RowList
            label={say("bulk.which", { count })}
            className="rows-which"
            columns={[{ title: say("queue.object") }, { title: say("search.state") }]}
            rows={candidates}
            keyOf={({ item: { ref } }) => keyOf(ref)}
            isUsable={() => false}
            renderCells={({ item: { ref, label, state }, about }) => (
              <>
                <ObjectCell object={ref} label={label} about={about} />
                <td>
                  <StateBadge state={state} of={ref.type} />
                </td>
              </>
            )}
          />
        </Disclosure>
      </section>
    </div>
  );
}

function counted(type: string, count: number, { say }: Words): string {
  switch (type) {
    case "virtualSmartCard":
    case "user":
    case "certificate":
      return say(`bulk.count.${type}`, { count });
    default:
      return say("bulk.count.other", { count, type });
  }
}

/**
 * Returns the objects that stay unchanged, each kind with its count and reason, in one sentence.
 */
function leftText(left: readonly LeftAlone[], words: Words): string {
  const { say, locale } = words;
  const total = left.reduce((sum, { count }) => sum + count, 0);
  const list = new Intl.ListFormat(locale).format(left.map((each) => leftOne(each, words)));
  return say("bulk.left", { count: total, list });
}

function leftOne({ type, note, count }: LeftAlone, words: Words): string {
  const { say, term } = words;
  switch (note) {
    case "expired":
    case "already-revoked":
    case "held-for-another-cause":
    case "other-state":
      return say(`bulk.left.${note}`, { count });
    default:
      return say("bulk.left.other", { what: counted(type, count, words), why: term("note", note) });
  }
}
