import type { StateCreator } from "zustand";
import { ok, type OperatorError, type Result } from "#shared/errors.ts";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import { withEntered, type KeptEntries, type Wizard } from "#shared/ipc/wizard.ts";
import { deskStore, follow } from "../../desk/desk-store.ts";
import type { Desk } from "../../desk/desk.ts";

export type OpenWizard = Exclude<Wizard, { kind: "closed" }>;

/**
 * Values that the operator entered in the current form of the wizard. They stay while the session
 * is expired or locked; the core keeps them too, for a reload of the page and for another window.
 */
export interface WizardEntries {
  /** Id of the form that the values belong to (`formId`). */
  readonly form: string | null;
  readonly values: Values;
  /** Why the core did not keep the values, or did not return those it keeps. */
  readonly error: OperatorError | null;
  readonly sending: boolean;
  readonly enter: (wizard: Wizard, name: string, value: Values[string]) => void;
  /**
   * Takes over the values that the core keeps: those from before a reload or from other windows.
   */
  readonly restore: () => Promise<void>;
  /** Takes over values that the core reports as entered, by another window or by this one. */
  readonly entered: (entered: KeptEntries) => void;
  readonly forget: () => void;
  /**
   * Sends Next for the form that is shown, with its values; does nothing while one is under way, or
   * once another form is open.
   */
  readonly next: (shown: OpenWizard) => Promise<Result<null>>;
}

/** The form that a wizard shows or will show again, null if it has none. */
export function formOf(wizard: Wizard): FormStep | null {
  return "form" in wizard ? wizard.form : null;
}

/** Returns an id of one form of one running process, so that values never get into another form. */
export function formId(wizard: Wizard): string | null {
  const form = formOf(wizard);
  if (form === null || !("instance" in wizard)) return null;
  return JSON.stringify([wizard.instance, form.title, form.fields.map((field) => field.name)]);
}

/**
 * Returns the values of the form: those that the operator entered, else what the back end proposed.
 */
export function valuesOf(wizard: Wizard, entries: Pick<WizardEntries, "form" | "values">): Values {
  const proposed = Object.fromEntries((formOf(wizard)?.fields ?? []).map((field) => [field.name, field.value]));
  return entries.form === formId(wizard) ? { ...proposed, ...entries.values } : proposed;
}

/** Whether the operator entered something that the back end does not have. */
export function hasEntries(wizard: Wizard, entries: Pick<WizardEntries, "form" | "values">): boolean {
  const form = formOf(wizard);
  if (form === null) return false;
  const values = valuesOf(wizard, entries);
  return form.fields.some((field) => (values[field.name] ?? "") !== (field.value ?? ""));
}

const nothing = { form: null, values: {}, error: null } as const;

const pick = (values: Values, isWanted: (name: string) => boolean): Values =>
  Object.fromEntries(Object.entries(values).filter(([name]) => isWanted(name)));

function createEntries({ client, core }: Desk): StateCreator<WizardEntries> {
  return (set, get) => {
    /**
     * Values of the form that the core has not confirmed; its own values of these fields are older.
     */
    let unsent: Values = {};
    let isKeeping = false;

    /** Sends the unsent values, one message at a time, until none are left or one is refused. */
    async function keep(): Promise<void> {
      if (isKeeping) return;
      isKeeping = true;
      for (let { form } = get(); form !== null && Object.keys(unsent).length > 0; { form } = get()) {
        const sent = unsent;
        const kept = await client.wizard.keep({ form, values: sent });
        set({ error: kept.ok ? null : kept.error });
        // The next keystroke sends them again.
        if (!kept.ok) break;
        unsent = pick(unsent, (name) => unsent[name] !== sent[name]);
      }
      isKeeping = false;
    }

    /** Takes over values that the core keeps, except for those that are newer here. */
    function take({ form, values }: KeptEntries, isNewer: (name: string) => boolean): void {
      set(withEntered(get(), { form, values: pick(values, (name) => !isNewer(name)) }));
    }

    return {
      ...nothing,
      sending: false,
      enter(wizard, name, value) {
        const form = formId(wizard);
        if (form === null) return;
        unsent = { ...(get().form === form ? unsent : {}), [name]: value };
        set(withEntered(get(), { form, values: { [name]: value } }));
        void keep();
      },
      async restore() {
        const before = get().values;
        const kept = await client.wizard.entries();
        if (!kept.ok) set({ error: kept.error });
        // Values entered since the request, here or in another window, are newer than the response.
        else if (kept.value !== null) take(kept.value, (name) => name in unsent || get().values[name] !== before[name]);
      },
      entered(entries) {
        if (entries.form === formId(core.getState().wizard)) take(entries, (name) => name in unsent);
      },
      forget() {
        unsent = {};
        set(nothing);
      },
      async next(shown) {
        const { wizard } = core.getState();
        const mayRun = wizard.kind === "form" || (wizard.kind === "failed" && wizard.retry);
        if (get().sending || !mayRun || wizard.instance === null || formId(wizard) !== formId(shown)) return ok(null);
        set({ sending: true });
        const sent = await client.wizard.next({ instance: wizard.instance, values: valuesOf(wizard, get()) });
        set({ sending: false });
        return sent;
      },
    };
  };
}

export const wizardEntries = deskStore("wizard entries", createEntries, (desk, store) => {
  const { restore, entered, forget } = store.getState();
  follow(desk, desk.core, ({ wizard: now }, { wizard: before }) => {
    if (now.kind === "closed") forget();
    else if (formId(now) !== formId(before)) void restore();
  });
  desk.client.wizard.onEntered(entered);
  void restore();
});
