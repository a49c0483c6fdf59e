import { useEffect, useId, useRef, type ReactNode } from "react";
import { useStore } from "zustand";
import { useDesk } from "../../desk/desk.ts";
import { useWords } from "../../desk/words.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { templateDraft, type CommandRow, type Draft } from "./template-draft.ts";

interface AdditionalCommandsProps {
  readonly draft: Draft;
  /** Id of the state whose tab this is. */
  readonly state: string;
  readonly showMissing: boolean;
}

/** The processes added on one state of a core template. */
export function AdditionalCommands({ draft, state, showMissing }: AdditionalCommandsProps): ReactNode {
  const { say } = useWords();
  const { addRow, choose, removeRow } = useStore(templateDraft(useDesk()));
  const id = useId();
  const rows = draft.rows[state] ?? [];
  const { availableProcesses } = draft.template;
  const newest = useRef<HTMLSelectElement>(null);
  const count = rows.length;
  const before = useRef(count);

  // A row just added waits for its process.
  useEffect(() => {
    if (count > before.current) newest.current?.focus();
    before.current = count;
  }, [count]);

  const nameOf = (process: string): string =>
    availableProcesses.find((each) => each.symbolicName === process)?.name ?? process;
  const isFree = (process: string, row: CommandRow): boolean =>
    !rows.some((other) => other.id !== row.id && other.process === process);

  return (
    <section aria-labelledby={id}>
      <div className="commands-head">
        <h2 id={id}>{say("admin.commands")}</h2>
        <Button onPress={() => addRow(state)}>
          <Icon name="plus" />
          {say("admin.new")}
        </Button>
      </div>
      {rows.length === 0 ? <p className="quiet">{say("admin.noCommands")}</p> : null}
      <ul className="commands">
        {rows.map((row) => (
          <li key={row.id} className="command">
            {row.saved && row.process !== null ? (
              <span>{nameOf(row.process)}</span>
            ) : (
              <SelectField
                ref={newest}
                label={say("admin.process")}
                value={row.process ?? ""}
                placeholder={say("admin.choose")}
                choices={availableProcesses
                  .filter((each) => isFree(each.symbolicName, row))
                  .map((each) => ({ value: each.symbolicName, label: each.name }))}
                onChange={(process) => choose(state, row.id, process)}
                fault={showMissing && row.process === null ? say("admin.chooseMissing") : null}
              />
            )}
            {row.saved ? null : <span className="quiet">{say("admin.added")}</span>}
            <Button
              kind="quiet"
              label={
                row.process === null
                  ? say("admin.removeEmpty")
                  : say("admin.removeNamed", { process: nameOf(row.process) })
              }
              onPress={() => removeRow(state, row.id)}
            >
              <Icon name="remove" />
              {say("admin.remove")}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
