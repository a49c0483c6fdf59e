import { useState } from "react";
import { useStore } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { Candidate } from "#shared/idm/bulk.ts";
import { useDesk } from "../../desk/desk.ts";
import { useCommand } from "../../desk/use-command.ts";
import { useWords } from "../../desk/words.ts";
import { actionText } from "../../parts/action-text.ts";
import { missingFields } from "../../parts/missing-fields.ts";
import { bulkChoice } from "./bulk-choice.ts";
import type { Chosen } from "./chosen.ts";

/**
 * From this number of objects on, the operator must type the count to confirm; always if the
 * process is irreversible.
 */
const typedFrom = 11;

/** The start of a bulk: the input that is missing, and whether the start is under way. */
export interface Starting {
  /** Names of the empty required fields; none before the first press on Start. */
  readonly missing: readonly string[];
  readonly mustType: boolean;
  readonly typed: string;
  readonly type: (typed: string) => void;
  readonly isTyped: boolean;
  /** Start was pressed: missing input is marked from now on. */
  readonly isAsked: boolean;
  /** The irreversible effect in words; null for a reversible process. */
  readonly lost: string | null;
  readonly isStarting: boolean;
  readonly refused: OperatorError | null;
  /** Starts the bulk, or moves the focus to the input that is missing. */
  readonly start: () => Promise<void>;
}

export function useStart(
  { coreTemplate, process }: Chosen,
  candidates: readonly Candidate[],
  /** Focuses the field of this name, or (null) that of the count. */
  leadTo: (field: string | null) => void,
): Starting {
  const words = useWords();
  const desk = useDesk();
  const { values, clear } = useStore(bulkChoice(desk));
  const [typed, type] = useState("");
  const [isAsked, setAsked] = useState(false);
  const { run, isRunning: isStarting, refused } = useCommand();
  const missing = missingFields(process.fields, values);
  const mustType = process.irreversible || candidates.length >= typedFrom;
  // The count is shown with the separators of the language, and may be typed without them.
  const isTyped = !mustType || typed.replaceAll(/[\s.,’]/g, "") === String(candidates.length);
  const changes = candidates.flatMap((candidate) => candidate.changes);

  async function start(): Promise<void> {
    setAsked(true);
    const [first] = missing;
    if (first !== undefined) return leadTo(first);
    if (!isTyped) return leadTo(null);
    if (isStarting) return;
    const isStarted = await run(() =>
      desk.client.bulk.start({
        coreTemplate,
        process: process.symbolicName,
        processName: process.name,
        values,
        objects: candidates.map(({ item: { ref, label }, about, version }) => ({ ref, label, about, version })),
      }),
    );
    if (isStarted) clear();
  }

  return {
    missing: isAsked ? missing : [],
    mustType,
    typed,
    type,
    isTyped,
    isAsked,
    lost: process.irreversible ? actionText(process.action || process.name, changes, words) : null,
    isStarting,
    refused,
    start,
  };
}
