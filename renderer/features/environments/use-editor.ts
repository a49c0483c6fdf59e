import { useRef, useState } from "react";
import type { OperatorError } from "#shared/errors.ts";
import type { EnvironmentDraft, EnvironmentTest } from "#shared/ipc/environments.ts";
import { useCore, useDesk } from "../../desk/desk.ts";
import { useCommand, type Command } from "../../desk/use-command.ts";
import { useUnsaved } from "../../desk/unsaved.ts";
import { read, type Fault, type Typed } from "./typed.ts";

/** State of the test of the typed environment. */
export type Testing =
  | { readonly kind: "none" }
  | { readonly kind: "asking" }
  | { readonly kind: "answered"; readonly test: EnvironmentTest }
  | { readonly kind: "refused"; readonly error: OperatorError };

interface Editor extends Pick<Command, "refused"> {
  readonly typed: Typed;
  readonly change: (change: Partial<Typed>) => void;
  readonly isChanged: boolean;
  /** Faults in the typed values; none before the first attempt to save or test. */
  readonly faults: ReadonlySet<Fault>;
  readonly testing: Testing;
  readonly test: () => Promise<void>;
  readonly isSaving: boolean;
  /**
   * Returns the draft; null if something is wrong: the faults are then shown, and the first one
   * gets the focus.
   */
  readonly check: () => EnvironmentDraft | null;
  /** Returns the id of the saved environment, null if it was refused. */
  readonly save: (draft: EnvironmentDraft) => Promise<string | null>;
}

const noFaults: ReadonlySet<Fault> = new Set();

/** Edits an environment, from what is typed until it is saved. */
export function useEditor(start: Typed, form: { readonly current: HTMLFormElement | null }): Editor {
  const { client } = useDesk();
  const { list } = useCore((core) => core.environments);
  const [typed, setTyped] = useState(start);
  const [isTried, setTried] = useState(false);
  const [testing, setTesting] = useState<Testing>({ kind: "none" });
  /** Counts the tests, to drop the result of one whose values were changed meanwhile. */
  const tests = useRef(0);
  const { run, isRunning, refused } = useCommand();
  const reading = read(
    typed,
    list.filter(({ id }) => id !== typed.id).map(({ name }) => name),
  );

  const isChanged = JSON.stringify(typed) !== JSON.stringify(start);
  useUnsaved(isChanged);

  function change(part: Partial<Typed>): void {
    setTyped((before) => ({ ...before, ...part }));
    if ("name" in part || "colour" in part) return;
    tests.current += 1;
    setTesting({ kind: "none" });
  }

  function check(): EnvironmentDraft | null {
    setTried(true);
    if (reading.kind === "right") return reading.draft;
    // The fields are marked as wrong in the next frame.
    requestAnimationFrame(() => focusFirstFault(form.current));
    return null;
  }

  async function test(): Promise<void> {
    const draft = check();
    if (draft === null) return;
    const turn = (tests.current += 1);
    setTesting({ kind: "asking" });
    const answer = await client.environments.test(draft);
    if (turn !== tests.current) return;
    setTesting(answer.ok ? { kind: "answered", test: answer.value } : { kind: "refused", error: answer.error });
  }

  async function save(draft: EnvironmentDraft): Promise<string | null> {
    let saved: string | null = null;
    await run(async () => {
      const answer = await client.environments.save(draft);
      if (answer.ok) saved = answer.value.id;
      return answer;
    });
    return saved;
  }

  return {
    typed,
    change,
    isChanged,
    faults: isTried && reading.kind === "wrong" ? reading.faults : noFaults,
    testing,
    test,
    isSaving: isRunning,
    refused,
    check,
    save,
  };
}

function focusFirstFault(form: HTMLFormElement | null): void {
  const field = form?.querySelector<HTMLElement>("[aria-invalid=true]");
  const folded = field?.closest("details");
  if (folded) folded.open = true;
  field?.focus();
}
