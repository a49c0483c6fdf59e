import type { StateCreator } from "zustand";
import type { OperatorError } from "#shared/errors.ts";
import type { Template, TemplateEdit } from "#shared/idm/template.ts";
import { deskStore } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";
import { guardScreen } from "../../desk/unsaved.ts";

/** A process added on a state. `id` identifies it while it is edited. */
interface CommandRow {
  readonly id: number;
  /** Null until it is chosen. */
  readonly process: string | null;
  /** Added by New: its process can be changed until it is saved. */
  readonly isOpen: boolean;
}

export interface Draft {
  /** As the back end has it. */
  readonly template: Template;
  /** Rows by the id of the state. */
  readonly rows: Readonly<Record<string, readonly CommandRow[]>>;
  readonly settings: Readonly<Record<string, string>>;
}

/** How the last Save ended. `asSent`: the back end returned exactly what was sent. */
export type SaveOutcome =
  | { readonly kind: "none" }
  | { readonly kind: "saving" }
  | { readonly kind: "incomplete" }
  | { readonly kind: "saved"; readonly asSent: boolean }
  | { readonly kind: "failed"; readonly error: OperatorError };

export type Editing =
  | { readonly kind: "none" }
  | { readonly kind: "reading"; readonly id: string }
  | { readonly kind: "failed"; readonly id: string; readonly error: OperatorError }
  | { readonly kind: "open"; readonly draft: Draft; readonly outcome: SaveOutcome };

export interface TemplateDraft {
  readonly editing: Editing;
  /** Opens a template; keeps its unsaved changes. */
  readonly open: (id: string) => Promise<void>;
  readonly read: (id: string) => Promise<void>;
  /**
   * Reads the open template again, for its names and for what another administrator saved; keeps
   * unsaved changes.
   */
  readonly renew: () => Promise<void>;
  /** Adds a row for a process that is still to be chosen. */
  readonly addRow: (state: string) => void;
  readonly add: (state: string, process: string) => void;
  readonly choose: (state: string, row: number, process: string) => void;
  readonly removeRow: (state: string, row: number) => void;
  readonly remove: (state: string, process: string) => void;
  readonly set: (setting: string, value: string) => void;
  /** Returns how it ended; `none` if the draft was discarded before the answer. */
  readonly save: () => Promise<SaveOutcome>;
  readonly discard: () => void;
}

export const templateDraft = deskStore<TemplateDraft>("template draft", createDraft, (desk, store) => {
  desk.client.objects.onAllChanged(() => void store.getState().renew());
  guardScreen(desk, {
    isThere: () => isUnsaved(store.getState().editing),
    discard: () => store.getState().discard(),
  });
});

function createDraft({ client }: Desk): StateCreator<TemplateDraft> {
  let lastRow = 0;

  function draftOf(template: Template): Draft {
    const rows = template.states.map((state) => [
      state.id,
      state.additionalCommands.map(({ process }) => ({ id: ++lastRow, process, isOpen: false })),
    ]);
    return { template, rows: Object.fromEntries(rows), settings: template.settings };
  }

  return (set, get) => {
    function change(edit: (draft: Draft) => Partial<Draft>): void {
      const { editing } = get();
      if (editing.kind !== "open" || editing.outcome.kind === "saving") return;
      set({
        editing: { kind: "open", draft: { ...editing.draft, ...edit(editing.draft) }, outcome: { kind: "none" } },
      });
    }

    function changeRows(state: string, edit: (rows: readonly CommandRow[]) => readonly CommandRow[]): void {
      change((draft) => ({ rows: { ...draft.rows, [state]: edit(draft.rows[state] ?? []) } }));
    }

    return {
      editing: { kind: "none" },
      async open(id) {
        const { editing } = get();
        if (editing.kind === "open" && editing.draft.template.id === id && isUnsaved(editing)) return;
        await get().read(id);
      },
      async read(id) {
        const { editing } = get();
        const same = editing.kind === "open" && editing.draft.template.id === id;
        if (!same) set({ editing: { kind: "reading", id } });
        const template = await client.admin.coreTemplate({ id });
        const now = get().editing;
        if (now.kind === "reading" ? now.id !== id : now !== editing) return;
        set({
          editing: template.ok
            ? { kind: "open", draft: draftOf(template.value), outcome: { kind: "none" } }
            : { kind: "failed", id, error: template.error },
        });
      },
      async renew() {
        const { editing } = get();
        if (editing.kind !== "open" || editing.outcome.kind === "saving") return;
        const { id, version } = editing.draft.template;
        const fresh = await client.admin.coreTemplate({ id });
        if (get().editing !== editing || !fresh.ok) return;
        const isSame = fresh.value.version === version;
        if (isSame) set({ editing: { ...editing, draft: { ...editing.draft, template: fresh.value } } });
        // With unsaved changes, Save reports the conflict.
        else if (!isUnsaved(editing))
          set({ editing: { kind: "open", draft: draftOf(fresh.value), outcome: { kind: "none" } } });
      },
      addRow: (state) => changeRows(state, (rows) => [...rows, { id: ++lastRow, process: null, isOpen: true }]),
      add: (state, process) => changeRows(state, (rows) => [...rows, { id: ++lastRow, process, isOpen: false }]),
      choose: (state, row, process) =>
        changeRows(state, (rows) => rows.map((each) => (each.id === row ? { ...each, process } : each))),
      removeRow: (state, row) => changeRows(state, (rows) => rows.filter((each) => each.id !== row)),
      remove: (state, process) => changeRows(state, (rows) => rows.filter((each) => each.process !== process)),
      set: (setting, value) => change((draft) => ({ settings: { ...draft.settings, [setting]: value } })),
      async save() {
        const { editing } = get();
        if (editing.kind !== "open" || editing.outcome.kind === "saving") return { kind: "none" };
        const { draft } = editing;
        const ended = (outcome: SaveOutcome, last = draft): SaveOutcome => {
          set({ editing: { kind: "open", draft: last, outcome } });
          return outcome;
        };
        const edit = editOf(draft);
        if (edit === null) return ended({ kind: "incomplete" });
        const saving: Editing = { ...editing, outcome: { kind: "saving" } };
        set({ editing: saving });
        const { id, version } = draft.template;
        const saved = await client.admin.saveCoreTemplate({ id, version, edit });
        // The draft was discarded meanwhile, and another template may be open.
        if (get().editing !== saving) return { kind: "none" };
        if (!saved.ok) return ended({ kind: "failed", error: saved.error });
        const now = draftOf(saved.value);
        return ended({ kind: "saved", asSent: sameEdit(editOf(now), edit) }, now);
      },
      discard: () => set({ editing: { kind: "none" } }),
    };
  };
}

/** Returns the edit that Save would send, null while a row has no process. */
function editOf(draft: Draft): TemplateEdit | null {
  const states: TemplateEdit["states"] = [];
  for (const { id } of draft.template.states) {
    const additionalCommands: { process: string }[] = [];
    for (const { process } of draft.rows[id] ?? []) {
      if (process === null) return null;
      additionalCommands.push({ process });
    }
    states.push({ id, additionalCommands });
  }
  return { states, settings: { ...draft.settings } };
}

function sameEdit(a: TemplateEdit | null, b: TemplateEdit | null): boolean {
  return JSON.stringify(comparable(a)) === JSON.stringify(comparable(b));
}

/**
 * Returns an edit in a fixed order: the order of settings and of a state's processes has no
 * meaning.
 */
function comparable(edit: TemplateEdit | null): unknown {
  if (edit === null) return null;
  const states = edit.states.map(({ id, additionalCommands }) => [
    id,
    additionalCommands.map(({ process }) => process).toSorted(),
  ]);
  return [states, Object.entries(edit.settings).toSorted(([a], [b]) => a.localeCompare(b))];
}

/** Whether there are changes that the back end does not have. */
export function isUnsaved(editing: Editing): boolean {
  if (editing.kind !== "open") return false;
  const { template } = editing.draft;
  const states = template.states.map(({ id, additionalCommands }) => ({ id, additionalCommands }));
  return !sameEdit(editOf(editing.draft), { states, settings: template.settings });
}
