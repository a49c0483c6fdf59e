import type { FormStep, Values } from "#shared/idm/instance.ts";

/** Names of the required fields without a value. A BOOLEAN always has one. */
export function missingFields(fields: FormStep["fields"], values: Values): string[] {
  return fields
    .filter((field) => field.required && (values[field.name] ?? "") === "" && field.type !== "BOOLEAN")
    .map((field) => field.name);
}
