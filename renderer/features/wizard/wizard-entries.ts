import { createStore, type StoreApi } from "zustand";
import { ok, type Result } from "#shared/errors.ts";
import type { FormStep, Values } from "#shared/idm/instance.ts";
import type { Client } from "#shared/ipc/types.ts";
import type { Wizard } from "#shared/ipc/wizard.ts";

/**
 * What the operator entered in the form that the wizard stands at. It stays while the session is expired or locked; the core
 * keeps it too, for a reload of the page.
 */
export interface WizardEntries {
  /** Which form the values belong to. */
  readonly form: string | null;
  readonly values: Values;
  readonly sending: boolean;
  readonly enter: (wizard: Wizard, name: string, value: Values[string]) => void;
  /** Sends Next with the values; while one is on its way, another does nothing. */
  readonly next: () => Promise<Result<null>>;
}

/** The form that a wizard shows or will show again, null where there is none. */
export function formOf(wizard: Wizard): FormStep | null {
  return "form" in wizard ? wizard.form : null;
}

/** Names one form of one running process, so that values never slip from one form into another. */
function formId(wizard: Wizard): string | null {
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

export function createWizardEntries(
  client: Client,
  core: StoreApi<{ readonly wizard: Wizard }>,
): StoreApi<WizardEntries> {
  let isKeeping = false;

  /** One message at a time, and after it the newest values: a file among them is not sent again with every key. */
  async function keep(): Promise<void> {
    if (isKeeping) return;
    isKeeping = true;
    for (let sent: Values | null = null; sent !== store.getState().values;) {
      const { form, values } = store.getState();
      if (form === null) break;
      await client.wizard.keep({ form, values });
      sent = values;
    }
    isKeeping = false;
  }

  async function restore(): Promise<void> {
    const kept = await client.wizard.entries();
    if (kept.ok && kept.value !== null && store.getState().form === null) store.setState(kept.value);
  }

  const store = createStore<WizardEntries>((set, get) => ({
    form: null,
    values: {},
    sending: false,
    enter(wizard, name, value) {
      const form = formId(wizard);
      const { form: before, values } = get();
      set({ form, values: { ...(before === form ? values : {}), [name]: value } });
      void keep();
    },
    async next() {
      const { wizard } = core.getState();
      const mayRun = wizard.kind === "form" || (wizard.kind === "failed" && wizard.retry);
      if (get().sending || !mayRun || wizard.instance === null) return ok(null);
      set({ sending: true });
      const sent = await client.wizard.next({ instance: wizard.instance, values: valuesOf(wizard, get()) });
      set({ sending: false });
      return sent;
    },
  }));
  core.subscribe(({ wizard }) => {
    if (wizard.kind === "closed") store.setState({ form: null, values: {} });
  });
  void restore();
  return store;
}
