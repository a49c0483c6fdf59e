import { isolated } from "#shared/text.ts";
import type { Change } from "#shared/domain/change.ts";
import type { Words } from "../../desk/words.ts";
import type { OpenWizard } from "./wizard-entries.ts";

type DoneWizard = Extract<OpenWizard, { kind: "done" }>;

/**
 * Returns a result as text: the process and its verdict, the object with its person and department,
 * time and operator, and each change.
 */
export function receiptOf(
  { processName, label, about, step, readBack }: DoneWizard,
  operator: string,
  at: string,
  words: Words,
): string {
  const { say, dateTime } = words;
  const whom = [about?.label ?? label, about?.person, about?.department].filter((part) => typeof part === "string");
  const verdict = {
    confirmed: "confirmedTitle",
    differs: "differsTitle",
    pending: "pendingTitle",
    failed: "notConfirmedTitle",
  } as const;
  return [
    `${isolated(processName)}: ${say(`wizard.${verdict[readBack.kind]}`)}`,
    whom.map(isolated).join(" · "),
    `${dateTime(at)} · ${isolated(operator)}`,
    ...step.changes.filter(({ before, after }) => before !== after).map((change) => lineOf(change, words)),
  ].join("\n");
}

function lineOf({ subject, what, before, after }: Change, { say, term }: Words): string {
  const word = (state: string | null): string => (state === null ? say("history.none") : term("state", state));
  const change = say("history.beforeAfter", { before: word(before), after: word(after) });
  return `  ${isolated(subject.label)}, ${term("what", what)}: ${change}`;
}
