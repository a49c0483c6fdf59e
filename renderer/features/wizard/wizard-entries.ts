import type { StateCreator } from "zustand";
import { ok, type OperatorError, type Result } from "#shared/errors.ts";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";
import { deskStore, follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";

export type OpenWizard = Exclude<Wizard, { kind: "closed" }>;

/**
 * Values that the operator entered in the current form of the wizard. They stay while the session
 * is expired or locked; the core keeps them too, for a reload of the page and for another window.
 */
export interface WizardEntries {
  /** Which form the values belong to. */
  readonly form: string | null;
  readonly values: Values;
  /** Why the core did not keep the values, or did not answer what it keeps. */
  readonly error: OperatorError | null;
  readonly sending: boolean;
  readonly enter: (wizard: Wizard, name: string, value: Values[string]) => void;
  /** Takes over the values that the core keeps: from before a reload, or from another window. */
  readonly restore: () => Promise<void>;
  readonly forget: () => void;
  /** Sends Next with the values; does nothing while one is under way. */
  readonly next: () => Promise<Result<null>>;
}

/** The form that a wizard shows or will show again, null if it has none. */
export function formOf(wizard: Wizard): FormStep | null {
  return "form" in wizard ? wizard.form : null;
}

/** Names one form of one running process, so that values never slip from one form into another. */
export function formId(wizard: Wizard): string | null {
  const form = formOf(wizard);
  if (form === null || !("instance" in wizard)) return null;
  return JSON.stringify([wizard.instance, form.title, form.fields.map((field) => field.name)]);
}

/** The values of the form: what the back end proposed, and over it what the operator entered. */
export function valuesOf(wizard: Wizard, entries: Pick<WizardEntries, "form" | "values">): Values {
  const proposed = Object.fromEntries((formOf(wizard)?.fields ?? []).map((field) => [field.name, field.value]));
  return entries.form === formId(wizard) ? { ...proposed, ...entries.values } : proposed;
}

/** Something was entered that the back end does not have. */
export function hasEntries(wizard: Wizard, entries: Pick<WizardEntries, "form" | "values">): boolean {
  const form = formOf(wizard);
  if (form === null) return false;
  const values = valuesOf(wizard, entries);
  return form.fields.some((field) => (values[field.name] ?? "") !== (field.value ?? ""));
}

const nothing = { form: null, values: {}, error: null } as const;

function createEntries({ client, core }: Desk): StateCreator<WizardEntries> {
  return (set, get) => {
    let isKeeping = false;

    /**
     * Sends one message at a time, then the newest values: a file is not sent again with every key.
     */
    async function keep(): Promise<void> {
      if (isKeeping) return;
      isKeeping = true;
      for (let sent: Values | null = null; sent !== get().values;) {
        const { form, values } = get();
        if (form === null) break;
        const kept = await client.wizard.keep({ form, values });
        set({ error: kept.ok ? null : kept.error });
        sent = values;
      }
      isKeeping = false;
    }

    return {
      ...nothing,
      sending: false,
      enter(wizard, name, value) {
        const form = formId(wizard);
        const { form: before, values } = get();
        set({ form, values: { ...(before === form ? values : {}), [name]: value } });
        void keep();
      },
      async restore() {
        const before = get().values;
        const kept = await client.wizard.entries();
        // Values that were typed meanwhile are newer.
        if (isKeeping || get().values !== before) return;
        if (!kept.ok) set({ error: kept.error });
        else if (kept.value !== null) set({ ...kept.value, error: null });
      },
      forget: () => set(nothing),
      async next() {
        const { wizard } = core.getState();
        const mayRun = wizard.kind === "form" || (wizard.kind === "failed" && wizard.retry);
        if (get().sending || !mayRun || wizard.instance === null) return ok(null);
        set({ sending: true });
        const sent = await client.wizard.next({ instance: wizard.instance, values: valuesOf(wizard, get()) });
        set({ sending: false });
        return sent;
      },
    };
  };
}

export const wizardEntries = deskStore("wizard entries", createEntries, (desk, store) => {
  const { restore, forget } = store.getState();
  follow(desk, desk.core, ({ wizard: now }, { wizard: before }) => {
    if (now.kind === "closed") forget();
    else if (formId(now) !== formId(before)) void restore();
  });
  // The operator may have typed in another window meanwhile.
  const onFocus = (): void => void (desk.core.getState().wizard.kind === "closed" || restore());
  window.addEventListener("focus", onFocus, { signal: desk.left });
  void restore();
});
