import type { FormField, Step, Values } from "#shared/idm/instance.ts";
import type { EnteredValue } from "#shared/idm/object.ts";
import { Refusal } from "../refusal.ts";
import { word, type Texts } from "../texts/texts.ts";
import type { FieldDefinition, ProcessDefinition } from "./catalogue.ts";
import type { Asking } from "./offers.ts";
import { aboutOf } from "./about.ts";
import { isIrreversible } from "./irreversible.ts";
import { changesIn, planProcess } from "./plans.ts";
import type { Backend } from "./subject.ts";
import type { Target } from "./target.ts";

/**
 * Returns the form of a process with the changes it would make now; `values` were entered before.
 */
export function formFor(backend: Backend, { process, subject }: Target, values: Values, { texts }: Asking): Step {
  const { name, text, action } = texts.processes[process.symbolicName];
  const changes = changesIn(planProcess(backend, process, subject), texts);
  const fields = formFields(process, values, texts);
  const about = aboutOf(backend.db, subject.ref);
  const irreversible = isIrreversible(process);
  return { kind: "form", title: name, text, irreversible, action, about, fields, changes, canGoBack: false };
}

/** Returns the fields of a process's form; `values` were entered before. */
export const formFields = ({ fields }: ProcessDefinition, values: Values, texts: Texts): FormField[] =>
  fields.map((field) => formField(field, values, texts));

/** Returns a value for each field of a process: the first of its choices. */
export const firstChoices = ({ fields }: Pick<ProcessDefinition, "fields">): Values =>
  Object.fromEntries(fields.map(({ name, choices }) => [name, choices[0] ?? null]));

const formField = ({ name, type, choices }: FieldDefinition, values: Values, texts: Texts): FormField => ({
  name,
  label: texts.formFields[name],
  type,
  required: true,
  choices: choices.map((value) => ({ value, label: texts.choices[value] })),
  value: values[name] ?? null,
});

/**
 * Checks entered values. Throws Refusal `invalid-input` for a value without a field, a field
 * without a value, and a value that is not one of the field's choices.
 */
export function checkValues(fields: readonly FieldDefinition[], values: Values, { texts }: Asking): void {
  const { details, formFields } = texts;
  const unknown = Object.keys(values).find((name) => !fields.some((field) => field.name === name));
  if (unknown !== undefined) throw new Refusal("invalid-input", details.unknownField(unknown));
  for (const { name, choices } of fields) {
    const value = values[name] ?? "";
    if (value === "") throw new Refusal("invalid-input", details.missingValue(formFields[name]));
    if (!choices.some((choice) => choice === value)) {
      throw new Refusal("invalid-input", details.unknownValue(formFields[name]));
    }
  }
}

/** Returns the entered values in words; a value without a text is returned as entered. */
export function enteredValues(values: Values, texts: Texts): EnteredValue[] {
  return Object.entries(values).flatMap(([name, value]) =>
    typeof value === "string" ? [{ name, label: word(texts.formFields, name), value: word(texts.choices, value) }] : [],
  );
}
