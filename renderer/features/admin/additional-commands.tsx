import { useId, useRef, type ReactNode } from "react";
import { flushSync } from "react-dom";
import { useStore } from "zustand";
import type { Template } from "#shared/idm/template.ts";
import { Button } from "../../components/button.tsx";
import { Icon } from "../../components/icons.tsx";
import { SelectField } from "../../components/select-field.tsx";
import { useDesk } from "../../desk/desk.ts";
import { useWords, type Words } from "../../desk/words.ts";
import { ProcessSwitch } from "./process-switch.tsx";
import { templateDraft, type Draft } from "./template-draft.ts";

interface AdditionalCommandsProps {
  readonly draft: Draft;
  /** Id of the state whose tab this is. */
  readonly state: string;
  readonly showMissing: boolean;
}

/** Every process of a core template, on or off on one state. */
export function AdditionalCommands({ draft, state, showMissing }: AdditionalCommandsProps): ReactNode {
  const words = useWords();
  const { say } = words;
  const { addRow, add, choose, removeRow, remove } = useStore(templateDraft(useDesk()));
  const id = useId();
  const rows = draft.rows[state] ?? [];
  const open = rows.filter(({ isOpen }) => isOpen);
  const processes = processesOf(draft, state);
  const newest = useRef<HTMLSelectElement>(null);
  const head = useRef<HTMLDivElement>(null);

  function addEmptyRow(): void {
    flushSync(() => addRow(state));
    newest.current?.focus();
  }
  function removeOpen(row: number): void {
    removeRow(state, row);
    head.current?.querySelector("button")?.focus();
  }

  return (
    <section aria-labelledby={id}>
      <div ref={head} className="commands-head">
        <h2 id={id}>{say("admin.commands")}</h2>
        <Button onPress={addEmptyRow}>
          <Icon name="plus" />
          {say("admin.new")}
        </Button>
      </div>
      <ul className="commands">
        {open.map((row) => (
          <li key={row.id} className="command command-open">
            <SelectField
              ref={newest}
              label={say("admin.process")}
              value={row.process ?? ""}
              placeholder={say("admin.choose")}
              choices={processes
                .filter(({ symbolicName }) => !rows.some((each) => each !== row && each.process === symbolicName))
                .map(({ symbolicName, name }) => ({ value: symbolicName, label: name }))}
              onChange={(process) => choose(state, row.id, process)}
              fault={showMissing && row.process === null ? say("admin.chooseMissing") : null}
            />
            <Button
              label={row.process === null ? say("admin.removeEmpty") : say("admin.remove")}
              onPress={() => removeOpen(row.id)}
            >
              {say("admin.remove")}
            </Button>
          </li>
        ))}
        {processes
          .filter(({ symbolicName }) => !open.some(({ process }) => process === symbolicName))
          .map(({ symbolicName, name }) => {
            const isOn = rows.some(({ process }) => process === symbolicName);
            return (
              <li key={symbolicName} className="command">
                <ProcessSwitch
                  name={name}
                  isOn={isOn}
                  text={effectText(draft, state, symbolicName, words)}
                  onChange={() => (isOn ? remove : add)(state, symbolicName)}
                />
              </li>
            );
          })}
      </ul>
    </section>
  );
}

/**
 * Returns every process of the core template; an added one that it does not know goes by its
 * symbolic name.
 */
function processesOf({ template, rows }: Draft, state: string): Template["availableProcesses"] {
  const known = template.availableProcesses;
  const unknown = (rows[state] ?? []).flatMap(({ process }) =>
    process === null || known.some(({ symbolicName }) => symbolicName === process) ? [] : [process],
  );
  return [...known, ...unknown.map((symbolicName) => ({ symbolicName, name: symbolicName }))];
}

/** Returns a text that says what on or off in this state means for operators. */
function effectText({ template, rows }: Draft, state: string, process: string, { say, locale }: Words): string {
  const hasNow = (id: string): boolean => (rows[id] ?? []).some((row) => row.process === process);
  const isOn = hasNow(state);
  const wasOn = template.states.some(
    ({ id, additionalCommands }) => id === state && additionalCommands.some((each) => each.process === process),
  );
  const through = template.states.filter(({ id }) => id !== state && hasNow(id)).map(({ name }) => name);
  if (isOn) return say(wasOn ? "admin.isOn" : "admin.added");
  if (through.length > 0) return say("admin.isOnBy", { states: new Intl.ListFormat(locale).format(through) });
  return say(wasOn ? "admin.removed" : "admin.isOff");
}
