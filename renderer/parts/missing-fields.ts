import type { FormStep, Values } from "#shared/idm/instance.ts";

/** Focuses a field of a form by its name. */
export function focusField(form: HTMLElement | null, name: string): void {
  const field = `[data-field="${CSS.escape(name)}"]`;
  form?.querySelector<HTMLElement>(`${field} :is(input, select, [role=spinbutton])`)?.focus();
}

/** Returns the names of the required fields without a value. A BOOLEAN always has one. */
export function missingFields(fields: FormStep["fields"], values: Values): string[] {
  return fields
    .filter((field) => field.required && (values[field.name] ?? "") === "" && field.type !== "BOOLEAN")
    .map((field) => field.name);
}
